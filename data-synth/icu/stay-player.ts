import { Baseline } from "./baseline.js";
import { BedsideChart } from "./bedside-chart.js";
import {
  careEffect,
  careLevels,
  careStart,
  careStep,
  drawLevel,
  earlyLevel,
  fluidVolumes,
  Practice,
  vasopressorDoses,
} from "./care.js";
import { type CoursePlan, endCourse, planCourse } from "./course.js";
import { IcuEvents } from "./events.js";
import type { IcuKnobs } from "./knobs.js";
import { LabSampler } from "./lab-sampler.js";
import { type CareMoment, MomentWindow } from "./moment.js";
import { draw, type Noise } from "./noise.js";
import { OrganCourse } from "./organ-course.js";
import { chartPressure, chartVitals, setOxygen } from "./physiology.js";
import type { CareRule } from "./policy.js";
import { RiskPath } from "./risk-path.js";
import type { Stay } from "./stay.js";
import { VasopressorPump } from "./vasopressor-pump.js";

/** One decision on care, as it was taken. */
export interface CareDecision {
  readonly moment: CareMoment;
  readonly vasopressor: number;
  readonly fluid: number;
  /** The probability that the practice, or the rule in its place, gave to it. */
  readonly probability: number;
}

/** Half the width of the news that four hours bring to the log-odds of death. */
const news = 0.65;
const checkEvery = 720;

/**
 * Lives a stay hour by hour. From hour 12 on, every four hours: carers see the record of the last four hours and choose
 * levels of vasopressor and fluids; the risk moves by risk (1 − risk) [0.65 u + f (effect − mean effect of the practice)],
 * u uniform on (−1, 1), f = feedback; organs follow the risk ({@link OrganCourse}), pressure follows organs, dose and
 * fluids. So what is given now changes the pressure and the risk that the next decision meets.
 */
export class StayPlayer {
  readonly #noise: Noise;
  readonly #feedback: number;
  readonly #rule: CareRule | undefined;
  readonly #practice: Practice;
  readonly #state: Baseline = new Baseline();
  readonly #path: RiskPath = new RiskPath();
  readonly #window: MomentWindow = new MomentWindow();
  readonly #pump: VasopressorPump = new VasopressorPump();
  readonly #labs: LabSampler = new LabSampler();
  readonly #scratch: IcuEvents = new IcuEvents();
  readonly #chart: BedsideChart = new BedsideChart();
  readonly #course: OrganCourse = new OrganCourse();
  #earlyStart = 0;

  /** `rule` decides on care in place of the clinicians. */
  constructor(noise: Noise, knobs: IcuKnobs, rule?: CareRule) {
    this.#noise = noise;
    this.#feedback = knobs.feedback;
    this.#rule = rule;
    this.#practice = new Practice(knobs);
  }

  /** Finds how the stay goes and ends, and whether the patient is dead after 28 days. */
  decide(stay: Stay): void {
    const plan = planCourse(this.#noise, stay);
    stay.icuMinutes = Number.POSITIVE_INFINITY;
    const events = this.#rule && this.#scratch;
    this.#begin(stay, events);
    let check = plan.icuMinutes;
    for (let hour = careStart; ; hour += careStep) {
      this.#act(hour, stay, events);
      const [to, death] = [60 * (hour + careStep), this.#path.deathMinute];
      for (; check <= Math.min(to, death); check += checkEvery) {
        if (this.#leaves(plan, check)) {
          this.#path.advance(check);
          endCourse(plan, check, death, this.#path.risk, stay);
          return;
        }
      }
      if (death <= to) {
        endCourse(plan, Number.POSITIVE_INFINITY, death, 1, stay);
        return;
      }
      this.#path.advance(to);
      this.#live(hour, hour + careStep, stay, events);
    }
  }

  /** The probability of death within 28 days over the stay's reserve, its other noise as it is. */
  expectedRisk(stay: Stay): number {
    const { reserve } = stay;
    stay.reserve = 1;
    this.decide(stay);
    stay.reserve = reserve;
    return this.#path.total;
  }

  /** Plays the stay again as it went, and writes what is charted, given and measured; `watch` sees each decision. */
  play(
    stay: Stay,
    events: IcuEvents,
    watch?: (decision: CareDecision) => void,
    end: number = stay.icuMinutes,
  ): void {
    this.#begin(stay, events);
    for (let hour = careStart; 60 * hour < end; hour += careStep) {
      this.#act(hour, stay, events, watch);
      this.#path.advance(60 * (hour + careStep));
      this.#live(hour, hour + careStep, stay, events);
    }
    this.#pump.run(0, end, stay, events.input);
    this.#chart.end(stay, events);
  }

  /** What is on record at the hour where {@link play} ended, of a patient who is still there. */
  momentAt(hour: number): CareMoment {
    this.#window.moment.hour = hour;
    this.#window.see(this.#labs, this.#state.organs.ventilated);
    return this.#window.moment;
  }

  #begin(stay: Stay, events: IcuEvents | undefined): void {
    const [noise, { organs }] = [this.#noise, this.#state];
    noise.select(stay.unit);
    this.#scratch.clear();
    this.#state.restoreOrgans(stay);
    organs.raising = this.#feedback;
    this.#course.begin();
    this.#earlyStart =
      stay.early_vasopressor === 1 ? 360 + Math.floor(360 * noise.uniform(draw.start)) : 60 * careStart;
    this.#path.begin(stay.early_vasopressor === 1 ? stay.risk1 : stay.risk0, stay.reserve);
    this.#window.begin(stay);
    this.#pump.begin(noise, stay);
    this.#labs.begin(noise, stay);
    if (events) this.#chart.begin(noise, stay, events);
    if (events && stay.early_vasopressor === 1)
      this.#pump.run(vasopressorDoses[earlyLevel]!, this.#earlyStart, stay, events.input);
    this.#live(0, careStart, stay, events);
    if (stay.early_vasopressor === 1) this.#window.moment.vasopressor = earlyLevel;
  }

  #live(from: number, to: number, stay: Stay, events: IcuEvents | undefined): void {
    const noise = this.#noise;
    const { organs, deviations, vitals } = this.#state;
    for (let hour = from; hour < to; hour++) {
      if (hour % careStep === 0) this.#window.clear();
      if (hour < careStart) organs.dose = 60 * hour > this.#earlyStart ? vasopressorDoses[earlyLevel]! : 0;
      organs.filling *= 0.9;
      if (events === undefined) {
        chartPressure(noise, hour, stay, organs, deviations, vitals);
        this.#window.addPressure(vitals.meanPressure);
        continue;
      }
      organs.ventilated = this.#chart.ventilated(60 * hour, this.#path.risk, stay);
      if (hour >= careStart) organs.fio2 = setOxygen(organs.respiratory, organs.ventilated);
      this.#labs.sampleUntil(60 * hour + 60, noise, stay, organs, events.lab);
      chartVitals(noise, hour, stay, organs, deviations, vitals);
      if (!this.#chart.write(hour, stay, organs, vitals, events)) return;
      this.#window.add(vitals, stay);
    }
  }

  #act(
    hour: number,
    stay: Stay,
    events: IcuEvents | undefined,
    watch?: (decision: CareDecision) => void,
  ): void {
    const [noise, step, { moment }] = [this.#noise, (hour - careStart) / careStep, this.#window];
    moment.hour = hour;
    this.#window.see(this.#labs, this.#state.organs.ventilated);
    this.#practice.set(moment, stay);
    const mean = this.#practice.meanEffect(moment);
    const [vasopressor, fluid, probability] = this.#choose(step, moment, stay);
    watch?.({ moment, vasopressor, fluid, probability });
    noise.uniforms(draw.innovation, step);
    const x = news * (2 * noise.first - 1) + this.#feedback * (careEffect(moment, vasopressor, fluid) - mean);
    const moved = this.#path.innovate(x);
    const dose = Math.round(1000 * vasopressorDoses[vasopressor]! * (0.8 + 0.4 * noise.second)) / 1000;
    this.#give(hour, dose, fluidVolumes[fluid]!, stay, events);
    moment.vasopressor = vasopressor;
    moment.fluid_l += fluidVolumes[fluid]! / 1000;
    this.#course.move(noise, hour, step, moved, stay, this.#state.organs);
  }

  #choose(
    step: number,
    moment: CareMoment,
    stay: Stay,
  ): readonly [vasopressor: number, fluid: number, probability: number] {
    const [noise, { vasopressor, fluid }] = [this.#noise, this.#practice];
    noise.uniforms(draw.care, step);
    const ruled = this.#rule?.(moment, stay);
    if (ruled === undefined) {
      const [v, w] = [drawLevel(vasopressor, noise.first), drawLevel(fluid, noise.second)];
      return [v, w, vasopressor[v]! * fluid[w]!];
    }
    const action = drawLevel(ruled, noise.first);
    return [action % careLevels, Math.floor(action / careLevels), ruled[action]!];
  }

  #give(hour: number, dose: number, millilitres: number, stay: Stay, events: IcuEvents | undefined): void {
    const { organs } = this.#state;
    if (events) this.#pump.run(dose, 60 * hour, stay, events.input);
    organs.dose = dose;
    organs.filling += (3 * millilitres) / 500;
    if (millilitres === 0 || !events) return;
    const at = stay.intime + 60 * hour;
    events.input.add(stay.stay_id, at, at + 60, 225158, Number.NaN, millilitres);
  }

  /** Who is at risk is kept: at a check, half a day apart, with the probability that {@link CoursePlan} names. */
  #leaves(plan: CoursePlan, minute: number): boolean {
    if (minute >= plan.longestMinutes) return true;
    const check = (minute - plan.icuMinutes) / checkEvery;
    return this.#noise.uniform(draw.discharge, check) >= plan.kept(this.#path.risk);
  }
}
