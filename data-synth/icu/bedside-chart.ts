import { slowVitals } from "./baseline.js";
import type { IcuEvents } from "./events.js";
import { draw, type Noise } from "./noise.js";
import type { Organs, Vitals } from "./physiology.js";
import type { Stay } from "./stay.js";

/** Above this risk of death nobody is taken off the ventilator. */
const tooIll = 0.4;

/** Writes what the nurses chart: weight, vitals, coma scale, oxygen, ventilator, urine. */
export class BedsideChart {
  #offset = 0;
  #tube = 0;
  #intubated = 0;

  begin(noise: Noise, stay: Stay, { chart }: IcuEvents): void {
    this.#offset = Math.floor(60 * noise.uniform(draw.minute));
    this.#intubated = stay.ventilated;
    const hours = 30 * Math.exp(0.3 * stay.respiratory + 0.9 * noise.normal(draw.tubeTime));
    this.#tube = stay.ventilated === 1 ? Math.max(420, Math.round(60 * hours)) : 0;
    chart.add(stay.stay_id, stay.intime, 226512, stay.weight_kg);
    chart.add(stay.stay_id, stay.intime, 223835, stay.fio2);
  }

  /** 1 while the tube is in: as long as was drawn, and longer in who is too ill. */
  ventilated(minute: number, risk: number, stay: Stay): number {
    if (this.#intubated === 1 && minute >= this.#tube) {
      if (risk > tooIll) this.#tube = minute + 60;
      else this.#intubated = 0;
    }
    return Math.min(this.#intubated, stay.ventilated);
  }

  end(stay: Stay, { procedure }: IcuEvents): void {
    if (stay.ventilated === 0) return;
    const stop = this.#intubated === 1 ? stay.icuMinutes : Math.min(this.#tube, stay.icuMinutes);
    procedure.add(stay.stay_id, stay.intime, stay.intime + stop, 225792);
  }

  /** Charts one hour; false if the patient has left before it is charted. */
  write(hour: number, stay: Stay, organs: Organs, vitals: Vitals, { chart, output }: IcuEvents): boolean {
    const minute = 60 * hour + this.#offset;
    if (minute >= stay.icuMinutes) return false;
    const [id, at] = [stay.stay_id, stay.intime + minute];
    const arterial = stay.ventilated === 1 || organs.dose > 0;
    chart.add(id, at, 220045, vitals.heartRate);
    chart.add(id, at, arterial ? 220050 : 220179, vitals.systolicPressure);
    chart.add(id, at, arterial ? 220051 : 220180, vitals.diastolicPressure);
    chart.add(id, at, arterial ? 220052 : 220181, vitals.meanPressure);
    chart.add(id, at, 220210, vitals.respiratoryRate);
    chart.add(id, at, 220277, vitals.saturation);
    output.add(id, at, 226559, vitals.urine);
    if (hour % slowVitals > 0) return true;
    chart.add(id, at, stay.coreTemperature === 1 ? 223762 : 223761, vitals.temperature);
    chart.add(id, at, 223835, organs.fio2);
    const intubated = organs.ventilated === 1;
    const [eye, verbal, motor] = comaParts[vitals.coma]!;
    chart.add(id, at, 220739, eye);
    chart.add(id, at, 223900, intubated ? 0 : verbal);
    chart.add(id, at, 223901, motor);
    if (!intubated) return true;
    chart.add(id, at, 220339, Math.max(5, 5 * Math.round(organs.fio2 / 25)));
    chart.add(id, at, 224684, 50 * Math.round((6.5 * Math.min(90, stay.weight_kg)) / 50));
    return true;
  }
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
