import { Baseline, slowVitals } from "./baseline.js";
import type { IcuEvents } from "./events.js";
import { LabSampler } from "./lab-sampler.js";
import { draw, type Noise } from "./noise.js";
import { chartVitals, setOxygen } from "./physiology.js";
import type { Stay } from "./stay.js";
import { VasopressorPump } from "./vasopressor-pump.js";

const decisionHour = 6;

/**
 * Plays one stay hour by hour and writes what is charted, given and measured.
 *
 * Until the decision the organs stay as they were found. From then on severity moves by
 * Δ(t) = fate(t) + drift(t): who will die within 28 days climbs by 2.2 standard deviations on the way
 * to death; all others recover by (0.5 + 0.35 max(severity, 0)) (1 − exp(−t / 48 h)); the drift is AR(1; 0.97, 0.3).
 * Each organ follows with its loading. Fluids and vasopressors raise the pressure, and are given for a low pressure.
 */
export class Trajectory {
  readonly #noise: Noise;
  readonly #state: Baseline = new Baseline();
  readonly #pump: VasopressorPump = new VasopressorPump();
  readonly #labs: LabSampler = new LabSampler();
  #drift = 0;

  constructor(noise: Noise) {
    this.#noise = noise;
  }

  play(stay: Stay, events: IcuEvents): void {
    const noise = this.#noise;
    const { organs, deviations, vitals } = this.#state;
    noise.select(stay.unit);
    this.#state.restoreOrgans(stay);
    this.#drift = 0;
    const tube = ventilationEnd(noise, stay);
    const offset = Math.floor(60 * noise.uniform(draw.minute));
    this.#pump.begin(noise, stay);
    this.#labs.begin(noise, stay);
    events.chart.add(stay.stay_id, stay.intime, 226512, stay.weight_kg);
    events.chart.add(stay.stay_id, stay.intime, 223835, stay.fio2);
    if (stay.ventilated === 1) events.procedure.add(stay.stay_id, stay.intime, stay.intime + tube, 225792);
    for (let hour = 0; 60 * hour < stay.icuMinutes; hour++) {
      if (hour >= decisionHour) this.#moveOn(hour, stay);
      organs.ventilated = 60 * hour < tube ? stay.ventilated : 0;
      if (hour >= decisionHour) organs.fio2 = setOxygen(organs.respiratory, organs.ventilated);
      this.#labs.sampleUntil(60 * hour + 60, noise, stay, organs, events.lab);
      const minute = 60 * hour + offset;
      if (minute >= stay.icuMinutes) break;
      chartVitals(noise, hour, stay, organs, deviations, vitals);
      this.#chart(minute, hour, stay, events);
      this.#pump.respond(hour, noise, stay, organs, vitals.meanPressure, events.input);
    }
    this.#pump.end(stay, events.input);
  }

  #moveOn(hour: number, stay: Stay): void {
    const since = hour - decisionHour;
    this.#drift = 0.97 * this.#drift + 0.3 * Math.sqrt(1 - 0.97 ** 2) * this.#noise.normal(draw.drift, hour);
    const dies = stay.died_28d === 1;
    const way = Math.min(1, since / Math.max(1, stay.deathMinutes / 60 - decisionHour));
    const recovery = (0.5 + 0.35 * Math.max(0, stay.severity)) * (1 - Math.exp(-since / 48));
    const change = this.#drift + (dies ? 2.2 * way : -recovery);
    const { organs } = this.#state;
    organs.severity = stay.severity + change;
    organs.cardiovascular = stay.cardiovascular + 0.8 * change;
    organs.respiratory = stay.respiratory + 0.55 * change;
    organs.renal = stay.renal + 0.5 * change;
    organs.hepatic = stay.hepatic + 0.4 * change;
    organs.coagulation = stay.coagulation + 0.45 * change;
    organs.neurologic = stay.neurologic + 0.5 * change;
  }

  #chart(minute: number, hour: number, stay: Stay, { chart, output }: IcuEvents): void {
    const { vitals, organs } = this.#state;
    const [id, at] = [stay.stay_id, stay.intime + minute];
    const arterial = stay.ventilated === 1 || organs.dose > 0;
    chart.add(id, at, 220045, vitals.heartRate);
    chart.add(id, at, arterial ? 220050 : 220179, vitals.systolicPressure);
    chart.add(id, at, arterial ? 220051 : 220180, vitals.diastolicPressure);
    chart.add(id, at, arterial ? 220052 : 220181, vitals.meanPressure);
    chart.add(id, at, 220210, vitals.respiratoryRate);
    chart.add(id, at, 220277, vitals.saturation);
    output.add(id, at, 226559, vitals.urine);
    if (hour % slowVitals > 0) return;
    chart.add(id, at, stay.coreTemperature === 1 ? 223762 : 223761, vitals.temperature);
    chart.add(id, at, 223835, organs.fio2);
    const intubated = organs.ventilated === 1;
    const [eye, verbal, motor] = comaParts[vitals.coma]!;
    chart.add(id, at, 220739, eye);
    chart.add(id, at, 223900, intubated ? 0 : verbal);
    chart.add(id, at, 223901, motor);
    if (!intubated) return;
    chart.add(id, at, 220339, Math.max(5, 5 * Math.round(organs.fio2 / 25)));
    chart.add(id, at, 224684, 50 * Math.round((6.5 * Math.min(90, stay.weight_kg)) / 50));
  }
}

/** Minutes from ICU admission to the end of invasive ventilation. */
function ventilationEnd(noise: Noise, stay: Stay): number {
  if (stay.ventilated === 0) return 0;
  const hours = 30 * Math.exp(0.3 * stay.respiratory + 0.9 * noise.normal(draw.tubeTime));
  const dies = stay.icu_expire_flag === 1;
  return dies ? stay.icuMinutes : Math.min(stay.icuMinutes, Math.max(420, Math.round(60 * hours)));
}

/** Eye, verbal and motor responses of each total of the coma scale; the verbal response falls first. */
const comaParts: readonly (readonly [eye: number, verbal: number, motor: number])[] = Array.from(
  { length: 16 },
  (_, total) => {
    const parts: [number, number, number] = [4, 5, 6];
    const order = [1, 0, 1, 2, 1, 0, 2, 1, 0, 2, 2, 2];
    for (let k = 0; k < 15 - total && k < order.length; k++) parts[order[k]! as 0 | 1 | 2]--;
    return parts;
  },
);
