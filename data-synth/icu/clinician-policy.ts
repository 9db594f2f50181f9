import type { Policy } from "../../src/cohort/policy.js";
import { ArgumentError } from "../../src/errors.js";
import { careLevels, Practice } from "./care.js";
import type { IcuKnobs } from "./knobs.js";
import type { Stay } from "./stay.js";

const none = { impression: 0 } as Stay;
const columnNames = ["map_low", "vasopressor", "fluid_l"] as const;

/**
 * The clinicians' practice of a cohort as a policy over the 25 actions (5 · fluid + vasopressor) and the columns of
 * `sepsisEpisodes`: the probabilities that the log was drawn with. Unknown, and refused, where they act on what no column holds.
 *
 * @example
 * const log = sepsisEpisodes(cohort, { step: "4h" });
 * await ope(log, candidate, { behavior: clinicianPolicy(cohort) })
 */
export function clinicianPolicy(cohort: { readonly knobs: IcuKnobs }): Policy {
  if (cohort?.knobs === undefined) throw new ArgumentError("clinicianPolicy takes a cohort of simulateIcu.");
  if (cohort.knobs.hiddenConfounding > 0) {
    throw new ArgumentError(
      "with hiddenConfounding above 0 clinicians act on what no column holds: their probabilities are no function of the log.",
    );
  }
  const practice = new Practice(cohort.knobs);
  return {
    name: "clinicians",
    actionCount: careLevels ** 2,
    probabilities: ({ rows, columns, names }) => {
      const [low, running, litres] = columnNames.map((name) => {
        const at = names.indexOf(name);
        if (at < 0)
          throw new ArgumentError(`clinicianPolicy reads the column "${name}", which is not there.`);
        return columns[at]!;
      }) as [Float64Array, Float64Array, Float64Array];
      const out = new Float64Array(rows * careLevels ** 2);
      for (let i = 0; i < rows; i++) {
        practice.set({ map_low: low[i]!, vasopressor: running[i]!, fluid_l: litres[i]! }, none);
        practice.fluid.forEach((w, fluid) => {
          practice.vasopressor.forEach((v, level) => {
            out[careLevels ** 2 * i + careLevels * fluid + level] = v * w;
          });
        });
      }
      return out;
    },
  };
}
