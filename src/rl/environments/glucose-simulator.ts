import { assertFinite, assertInteger, assertKnownOptions } from "../../assert.js";
import type { Environment } from "../../cohort/environment.js";
import { ArgumentError } from "../../errors.js";
import type { Stream } from "../../stats/random.js";
import { type Derivatives, integrate } from "./integrate.js";
import { simulated } from "./simulated.js";
import { boxSpace, discreteSpace } from "./spaces.js";
import { timeLimit } from "./wrappers.js";

export interface GlucoseSimulatorOptions {
  /** Grams of carbohydrate in the meals at 7, 12 and 18 o'clock. @default [45, 70, 80] */
  readonly meals?: readonly number[];
  /** Standard deviation of each meal, as a share of it; drawn at each reset. @default 0.15 */
  readonly mealSpread?: number;
  /** Decisions, one each 30 minutes, after which an episode is truncated. @default 48, a day */
  readonly horizon?: number;
}

/** Rates of insulin at which the pump can run, as multiples of the basal rate of 1 U/h. */
const rates = [0, 0.5, 1, 2, 4, 8];
const basal = { glucose: 81, insulin: 15 };
const mealHours = [7, 12, 18];

interface Day {
  /** Glucose (mg/dl), insulin's action (1/min), insulin (mU/l), and two compartments of the gut (mg). */
  readonly levels: Float64Array;
  readonly minutes: number;
  readonly grams: readonly number[];
}

/**
 * A MINIMAL model of glucose and insulin (Bergman, Phillips & Cobelli 1981), for teaching: five equations and one set of
 * parameters. Not the UVA/Padova simulator, not fitted to patients, and no basis for dosing.
 *
 * G′ = −p₁(G − G_b) − X G + absorbed; X′ = −p₂ X + p₃ (I − I_b); I′ = −n (I − I_b) + (u − u_b)/V, with p₁ = 0.028735,
 * p₂ = 0.028344 and p₃ = 5.035·10⁻⁵ per minute (per mU/l), n = 5/54, V = 12 l, G_b = 81 mg/dl, I_b = 15 mU/l. Eight
 * tenths of a meal pass two compartments of the gut with 40 minutes each into 120 dl.
 *
 * Every 30 minutes the pump is set to 0, ½, 1, 2, 4 or 8 times the basal rate (1 U/h). Reward: −risk / 100, with the
 * blood-glucose risk 10·(1.509 ((ln G)^1.084 − 5.381))² of Kovatchev et al. (1997) on arrival. Ends below 10 or above
 * 600 mg/dl. Without meals and at the basal rate glucose stays at 81.
 */
export function glucoseSimulator(options: GlucoseSimulatorOptions = {}): Environment<Float64Array, number> {
  assertKnownOptions(options, ["meals", "mealSpread", "horizon"], "glucoseSimulator");
  const { meals = [45, 70, 80], mealSpread = 0.15, horizon = 48 } = options;
  checkMeals(meals, mealSpread);
  assertInteger(horizon, "horizon", 1);
  const whole = simulated<Day, Float64Array, number>({
    id: "glucose (Bergman minimal model)",
    observationSpace: boxSpace({
      ...{
        glucose: [0, Number.POSITIVE_INFINITY],
        insulinAction: [-1, 1],
        insulin: [0, Number.POSITIVE_INFINITY],
      },
      ...{ stomach: [0, Number.POSITIVE_INFINITY], gut: [0, Number.POSITIVE_INFINITY], minutes: [0, 1440] },
    }),
    actionSpace: discreteSpace(
      rates.length,
      rates.map((rate) => `${rate} × basal`),
    ),
    start: (stream) => ({
      levels: Float64Array.of(basal.glucose, 0, basal.insulin, 0, 0),
      minutes: 360,
      grams: meals.map((grams) => drawMeal(grams, mealSpread, stream)),
    }),
    move(day, action) {
      const levels = day.levels.slice();
      mealHours.forEach((hour, k) => {
        if (day.minutes === hour * 60) levels[3]! += 1000 * (day.grams[k] ?? 0);
      });
      const next = {
        ...day,
        levels: integrate(minimalModel(rates[action]!), levels, 30, 60),
        minutes: (day.minutes + 30) % 1440,
      };
      const glucose = next.levels[0]!;
      return { state: next, reward: -risk(glucose) / 100, terminated: glucose < 10 || glucose > 600 };
    },
    observe: ({ levels, minutes }) => Float64Array.of(...levels, minutes),
  });
  return timeLimit(whole, horizon);
}

function checkMeals(meals: readonly number[], spread: number): void {
  if (meals.length > mealHours.length) {
    throw new ArgumentError(`meals must be at most ${mealHours.length} amounts; there were ${meals.length}.`);
  }
  meals.forEach((grams, k) => {
    assertFinite(grams, `meals[${k}]`);
    if (grams < 0) throw new ArgumentError(`meals[${k}] must be 0 or more grams; it was ${grams}.`);
  });
  assertFinite(spread, "mealSpread");
  if (spread < 0) throw new ArgumentError(`mealSpread must be 0 or more; it was ${spread}.`);
}

function drawMeal(grams: number, spread: number, stream: Stream): number {
  return spread === 0 ? grams : Math.max(0, grams * (1 + spread * stream.normal()));
}

function minimalModel(rate: number): Derivatives {
  const n = 5 / 54;
  // The basal rate keeps insulin at its basal level: n · V · I_b = 16.7 mU/min, which is 1 U/h.
  const beyond = (rate - 1) * n * basal.insulin;
  return (y, out) => {
    const [g, x, i, stomach, gut] = [y[0]!, y[1]!, y[2]!, y[3]!, y[4]!];
    out[0] = -0.028735 * (g - basal.glucose) - x * g + (0.8 * gut) / 40 / 120;
    out[1] = -0.028344 * x + 5.035e-5 * (i - basal.insulin);
    out[2] = -n * (i - basal.insulin) + beyond;
    out[3] = -stomach / 40;
    out[4] = (stomach - gut) / 40;
  };
}

function risk(glucose: number): number {
  return 10 * (1.509 * (Math.log(Math.max(glucose, 1)) ** 1.084 - 5.381)) ** 2;
}
