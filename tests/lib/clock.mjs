// The clock file that server and simulator share: "OFFSET_MS RATE [ANCHOR_MS]", see base/clock.h.
import { renameSync, writeFileSync } from 'node:fs';

export class TestClock {
  #offset = 0;

  constructor(file) {
    this.file = file;
    this.#write();
  }

  #write() {
    // Written beside and renamed, so that nobody reads half a line.
    writeFileSync(`${this.file}.new`, `${this.#offset} 1\n`);
    renameSync(`${this.file}.new`, this.file);
  }

  /** Moves the time of everybody who follows the file. */
  advance({ seconds = 0, minutes = 0, hours = 0, days = 0 }) {
    this.#offset += 1000 * (seconds + 60 * (minutes + 60 * (hours + 24 * days)));
    this.#write();
  }

  now() {
    return Date.now() + this.#offset;
  }
}
