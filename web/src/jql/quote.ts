/** Texts as a query writes them. */

/** Words that need quotes wherever they stand; the server's list takes their place when it is here. */
const kFirstReserved = ['and', 'or', 'not', 'order', 'by', 'in', 'is', 'was', 'changed', 'empty'];

const kPlain = /^[\p{L}\p{N}_.:-]+$/u;

/** A name or value with the quotes it needs. A whole number is quoted, so that it is a name. */
export function quoted(text: string, reserved: readonly string[] = kFirstReserved): string {
  const plain =
    kPlain.test(text) && !/^-?\d+$/.test(text) && !reserved.includes(text.toLowerCase());
  return plain ? text : `"${text.replace(/[\\"]/g, '\\$&')}"`;
}
