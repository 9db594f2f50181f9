import type { EventRows } from "./events.js";
import { draw, type Noise } from "./noise.js";
import { type Laboratory, LaboratoryDeviations, measure, type Organs } from "./physiology.js";
import type { Stay } from "./stay.js";

/**
 * Takes blood: the first sample within six hours, later ones every six to ten hours while the patient is ill or on
 * vasopressors and every eighteen to thirty otherwise. What the first sample left unmeasured is not written.
 */
export class LabSampler {
  readonly #deviations: LaboratoryDeviations = new LaboratoryDeviations();
  readonly #values: Laboratory = {} as Laboratory;
  /** What was reported last; normal values until there is a report. */
  lactate = 1.5;
  creatinine = 1;
  #next = 0;
  #sample = 0;

  begin(noise: Noise, _stay: Stay): void {
    this.#next = 5 + Math.floor(350 * noise.uniform(draw.sampling));
    this.#sample = 0;
    this.lactate = 1.5;
    this.creatinine = 1;
  }

  sampleUntil(minute: number, noise: Noise, stay: Stay, organs: Organs, lab: EventRows): void {
    while (this.#next < minute && this.#next < stay.icuMinutes) {
      this.#deviations.draw(noise, this.#sample);
      measure(stay, organs, this.#deviations, this.#values);
      const ill = organs.severity > 0.8 || organs.dose > 0;
      const u = noise.uniform(draw.sampling, this.#sample + 1);
      this.#write(ill, u, stay, organs, lab);
      this.#next += Math.round(60 * (ill ? 6 + 4 * u : 18 + 12 * u));
      this.#sample++;
    }
  }

  #write(ill: boolean, u: number, stay: Stay, organs: Organs, lab: EventRows): void {
    const value = this.#values;
    const specimen = stay.unit * 4096 + this.#sample;
    const first = this.#sample === 0;
    const minute = stay.intime + this.#next;
    const add = (itemid: number, result: number, asked: number): void => {
      if (first && Number.isNaN(asked)) return;
      lab.add(stay.stay_id, minute, itemid, result, specimen);
      if (itemid === 50813) this.lactate = result;
      if (itemid === 50912) this.creatinine = result;
    };
    if (first || ill || u < 0.3) add(50813, value.lactate, stay.lactate);
    if (first || ill || organs.ventilated === 1) this.#writeGas(add, stay);
    add(50912, value.creatinine, stay.creatinine);
    add(51006, value.bun, stay.bun);
    add(50882, value.bicarbonate, stay.bicarbonate);
    add(50983, value.sodium, stay.sodium);
    add(50971, value.potassium, stay.potassium);
    const gap = Math.round(10 + 1.2 * (value.lactate - 1.5) + 4 * (u - 0.5));
    add(50868, gap, 0);
    add(50902, value.sodium - value.bicarbonate - gap, 0);
    add(50931, value.glucose, stay.glucose);
    add(51301, value.wbc, stay.wbc);
    add(51222, value.hemoglobin, stay.hemoglobin);
    add(51221, Math.round(10 * (2.95 * value.hemoglobin + 1.2 * (u - 0.5))) / 10, 0);
    add(51265, value.platelets, stay.platelets);
    if (first || u < 0.4) {
      add(50885, value.bilirubin, stay.bilirubin);
      add(51237, value.inr, stay.inr);
      add(51274, Math.round(10 * (11.2 * value.inr + 0.6 * (u - 0.5))) / 10, stay.inr);
    }
  }

  /** Arterial gases; pH follows bicarbonate and carbon dioxide by Henderson and Hasselbalch. */
  #writeGas(add: (itemid: number, result: number, asked: number) => void, stay: Stay): void {
    const { pao2, bicarbonate } = this.#values;
    const carbonDioxide = Math.max(
      15,
      Math.round(40 + 0.9 * (bicarbonate - 24) + 5 * this.#deviations.values[13]!),
    );
    const ph = 6.1 + Math.log10(bicarbonate / (0.0307 * carbonDioxide));
    add(50821, pao2, stay.pao2_fio2);
    add(50818, carbonDioxide, stay.pao2_fio2);
    add(50820, Math.round(100 * ph) / 100, stay.pao2_fio2);
  }
}
