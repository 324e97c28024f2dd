// Waiting for something to become true: looked at again and again, until a deadline. Tests never
// sleep for a fixed time and hope.
const kPauseMs = 50;
const kDefaultSeconds = 120;

/**
 * Resolves to the first truthy value of `look`. Throws when `seconds` are over, with `what` and the
 * last value or error seen. `look` may throw; that counts as "not yet".
 */
export async function until(what, look, seconds = kDefaultSeconds) {
  const deadline = Date.now() + seconds * 1000;
  let last;
  for (;;) {
    try {
      last = await look();
      if (last) return last;
    } catch (error) {
      if (error.final) throw error;
      last = error;
    }
    if (Date.now() > deadline) {
      const seen = last instanceof Error ? last.stack : JSON.stringify(last);
      throw new Error(`waited ${seconds} s in vain until ${what}; last seen: ${seen}`);
    }
    await new Promise((resolve) => setTimeout(resolve, kPauseMs));
  }
}

/** An error that ends `until` at once: waiting longer cannot help. */
export function final(message) {
  return Object.assign(new Error(message), { final: true });
}
