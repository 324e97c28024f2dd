// The clock file that server and simulator share: "OFFSET_MS RATE [ANCHOR_MS]", see base/clock.h.
import { renameSync, writeFileSync } from 'node:fs';

function write(file, offset) {
  // Written beside and renamed, so that nobody reads half a line.
  writeFileSync(`${file}.new`, `${offset} 1\n`);
  renameSync(`${file}.new`, file);
}

export class TestClock {
  #offset = 0;
  #others = [];

  constructor(file) {
    this.file = file;
    this.#write();
  }

  #write() {
    write(this.file, this.#offset);
    for (const { file, skew } of this.#others) write(file, this.#offset + skew);
  }

  /** A clock of its own in `file`, that many seconds away from this one and moved with it. */
  skewed(file, seconds) {
    this.#others.push({ file, skew: seconds * 1000 });
    this.#write();
    return { file };
  }

  /** Moves the time of everybody who follows the file; negative: backwards. */
  advance({ seconds = 0, minutes = 0, hours = 0, days = 0 }) {
    this.#offset += 1000 * (seconds + 60 * (minutes + 60 * (hours + 24 * days)));
    this.#write();
  }

  now() {
    return Date.now() + this.#offset;
  }
}
