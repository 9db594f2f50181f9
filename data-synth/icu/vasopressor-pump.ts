import type { EventRows } from "./events.js";
import { draw, type Noise } from "./noise.js";
import type { Organs } from "./physiology.js";
import type { Stay } from "./stay.js";

const target = 67;
const norepinephrine = 221906;
const phenylephrine = 221749;
const vasopressin = 222315;

/**
 * Gives fluids and vasopressors, and writes them as inputevents: one row for each stretch at one rate.
 *
 * The dose is a norepinephrine equivalent. It starts in hours 6 to 11 where the early treatment was decided, otherwise
 * from hour 12 on as a rescue with probability 0.35 in an hour with a mean pressure below 58. Each hour it is
 * multiplied by exp(0.03 (67 − MAP)), at most 1.2; below 0.02 it stops. Above 0.3, vasopressin at 2.4 units/h carries 0.1.
 */
export class VasopressorPump {
  #start = Number.POSITIVE_INFINITY;
  #agent = norepinephrine;
  #dose = 0;
  #since = 0;
  #running = 0;

  begin(noise: Noise, stay: Stay): void {
    const u = noise.uniform(draw.start);
    this.#start = stay.early_vasopressor === 1 ? 360 + Math.floor(360 * u) : Number.POSITIVE_INFINITY;
    this.#agent =
      stay.first_careunit === 1 && noise.uniform(draw.start, 1) < 0.35 ? phenylephrine : norepinephrine;
    this.#dose = 0;
    this.#running = 0;
  }

  respond(hour: number, noise: Noise, stay: Stay, organs: Organs, pressure: number, input: EventRows): void {
    organs.filling *= 0.9;
    if (hour < 5) return;
    const minute = 60 * hour + 60;
    if (this.#start < minute + 60) {
      this.#change(0.08, this.#start, stay, input);
      this.#start = Number.POSITIVE_INFINITY;
    } else if (this.#dose > 0) {
      this.#titrate(hour, pressure, minute, stay, input);
    } else if (hour >= 12 && pressure < 58 && noise.uniform(draw.rescue, hour) < 0.35) {
      this.#change(0.08, minute, stay, input);
    }
    if (pressure < 62 && noise.uniform(draw.rescue, hour + 2048) < 0.3) {
      organs.filling += 3;
      input.add(stay.stay_id, stay.intime + minute, stay.intime + minute + 30, 225158, Number.NaN, 500);
    }
    organs.dose = this.#dose;
  }

  end(stay: Stay, input: EventRows): void {
    this.#change(0, stay.icuMinutes, stay, input);
  }

  #titrate(hour: number, pressure: number, minute: number, stay: Stay, input: EventRows): void {
    const wanted = Math.min(1.2, this.#running * Math.exp(0.03 * (target - pressure)));
    this.#running = wanted;
    const stops = wanted < 0.02 && hour >= 12;
    this.#change(stops ? 0 : Math.max(0.02, Math.round(100 * wanted) / 100), minute, stay, input);
  }

  /** Closes the stretch at the old dose and opens one at the new. */
  #change(dose: number, minute: number, stay: Stay, input: EventRows): void {
    if (dose === this.#dose) return;
    if (this.#dose > 0 && minute > this.#since)
      this.#write(this.#since, Math.min(minute, stay.icuMinutes), stay, input);
    if (this.#dose === 0) this.#running = dose;
    this.#dose = dose;
    this.#since = minute;
  }

  #write(start: number, stop: number, stay: Stay, input: EventRows): void {
    if (stop <= start) return;
    const minutes = stop - start;
    const second = this.#dose > 0.3;
    const first = Math.round(100 * (second ? this.#dose - 0.1 : this.#dose)) / 100;
    const rate = this.#agent === phenylephrine ? 10 * first : first;
    const [from, to] = [stay.intime + start, stay.intime + stop];
    input.add(stay.stay_id, from, to, this.#agent, rate, (rate * stay.weight_kg * minutes) / 1000);
    if (second) input.add(stay.stay_id, from, to, vasopressin, 2.4, (2.4 * minutes) / 60);
  }
}
