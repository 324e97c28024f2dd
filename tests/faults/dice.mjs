// Everything random about a seed comes from here, in a fixed order.
import { randomOf } from '../lib/delivery.mjs';

const kSpread = 0x9e3779b1; // neighbouring seeds shall have nothing in common

export class Dice {
  #next;

  constructor(seed) {
    this.#next = randomOf(Math.imul(seed, kSpread));
  }

  /** An integer, both ends included. */
  between(low, high) {
    return low + Math.floor(this.#next() * (high - low + 1));
  }

  chance(probability) {
    return this.#next() < probability;
  }

  pick(list) {
    return list[this.between(0, list.length - 1)];
  }

  /** A seed for dice of their own. */
  seed() {
    return this.between(1, 2 ** 31 - 1);
  }
}
