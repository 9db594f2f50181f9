import type { EventRows } from "./events.js";
import { draw, type Noise } from "./noise.js";
import type { Stay } from "./stay.js";

const norepinephrine = 221906;
const phenylephrine = 221749;
const vasopressin = 222315;

/**
 * Writes vasopressors as inputevents: one row for each stretch at one rate. Doses are norepinephrine equivalents; one in
 * three patients of the cardiac surgical unit gets phenylephrine instead. Above 0.3, vasopressin at 2.4 units/h carries 0.1.
 */
export class VasopressorPump {
  #agent = norepinephrine;
  #dose = 0;
  #since = 0;

  begin(noise: Noise, stay: Stay): void {
    this.#agent =
      stay.first_careunit === 1 && noise.uniform(draw.start, 1) < 0.35 ? phenylephrine : norepinephrine;
    this.#dose = 0;
  }

  /** Runs at `dose` from `minute` on; closes the stretch before. */
  run(dose: number, minute: number, stay: Stay, input: EventRows): void {
    if (this.#dose > 0) this.#write(Math.min(minute, stay.icuMinutes), stay, input);
    this.#dose = dose;
    this.#since = minute;
  }

  #write(stop: number, stay: Stay, input: EventRows): void {
    const minutes = stop - this.#since;
    if (minutes <= 0) return;
    const second = this.#dose > 0.3;
    const first = Math.round(1000 * (second ? this.#dose - 0.1 : this.#dose)) / 1000;
    const rate = this.#agent === phenylephrine ? 10 * first : first;
    const [from, to] = [stay.intime + this.#since, stay.intime + stop];
    input.add(stay.stay_id, from, to, this.#agent, rate, (rate * stay.weight_kg * minutes) / 1000);
    if (second) input.add(stay.stay_id, from, to, vasopressin, 2.4, (2.4 * minutes) / 60);
  }
}
