import { careStart } from "./care.js";
import { draw, type Noise } from "./noise.js";
import type { Organs } from "./physiology.js";
import type { Stay } from "./stay.js";

/**
 * How severity and the organs move from what they were at admission: severity follows the log-odds of the risk, recovers
 * by (0.5 + 0.35 max(severity, 0)) (1 − exp(−t / 48 h)) and drifts (AR(1; 0.885 per four hours, 0.3)); each organ follows
 * with its loading.
 */
export class OrganCourse {
  #drift = 0;
  #condition = 0;

  begin(): void {
    this.#drift = 0;
    this.#condition = 0;
  }

  /** One step of four hours, in which the log-odds of the risk moved by `news`. */
  move(noise: Noise, hour: number, step: number, news: number, stay: Stay, organs: Organs): void {
    this.#drift = 0.885 * this.#drift + 0.3 * 0.4656 * noise.normal(draw.drift, step);
    this.#condition += news;
    const recovery = (0.5 + 0.35 * Math.max(0, stay.severity)) * (1 - Math.exp(-(hour - careStart) / 48));
    const change = this.#drift + this.#condition - recovery;
    organs.severity = stay.severity + change;
    organs.cardiovascular = stay.cardiovascular + 0.8 * change;
    organs.respiratory = stay.respiratory + 0.55 * change;
    organs.renal = stay.renal + 0.5 * change;
    organs.hepatic = stay.hepatic + 0.4 * change;
    organs.coagulation = stay.coagulation + 0.45 * change;
    organs.neurologic = stay.neurologic + 0.5 * change;
  }
}
