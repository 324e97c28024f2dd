/** Certificates of an own authority, given as a file or pasted. */

export type Pem = { pem: string; count: number } | { error: string };

const kMaxLength = 256 * 1024;
const kBlock = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** The certificates in a text, and only those. */
export function readPem(text: string): Pem {
  if (text.length > kMaxLength) return { error: 'This is too large for certificates (256 KB).' };
  const blocks = text.match(kBlock) ?? [];
  if (blocks.length > 0) {
    return { pem: `${blocks.join('\n').replace(/\r/g, '')}\n`, count: blocks.length };
  }
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) {
    return { error: 'This is a private key. Only the certificate of the authority is needed.' };
  }
  if (text.charCodeAt(0) === 0x30 || text.includes('\u0000')) {
    return {
      error: 'This is a binary certificate. Write it as PEM: openssl x509 -inform der -in ca.cer',
    };
  }
  return { error: 'No certificate in it. It begins with -----BEGIN CERTIFICATE-----' };
}

/** How many certificates a stored text holds. */
export function countCertificates(pem: string): number {
  return pem.match(kBlock)?.length ?? 0;
}
