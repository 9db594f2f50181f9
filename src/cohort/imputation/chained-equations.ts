import type { Stream } from "../../stats/random.js";
import { matchMeans } from "./match-means.js";
import type { ImputationVariable } from "./variable.js";

/**
 * One completed copy: for each incomplete variable, the row that each missing value is taken from. Starts from random
 * rows and goes through the variables, the least incomplete first, `iterations` times.
 */
export function chainedEquations(
  variables: readonly ImputationVariable[],
  iterations: number,
  stream: Stream,
  check: () => void,
): Map<string, Int32Array> {
  const incomplete = variables
    .filter(({ absent }) => absent.length > 0)
    .sort((a, b) => a.absent.length - b.absent.length);
  const filled = new Map(variables.map((each) => [each.name, each.codes.map((code) => code.slice())]));
  const donors = new Map<string, Int32Array>();
  const take = (variable: ImputationVariable, chosen: Int32Array): void => {
    donors.set(variable.name, chosen);
    filled.get(variable.name)!.forEach((code, j) => {
      variable.absent.forEach((row, k) => {
        code[row] = variable.codes[j]![chosen[k]!]!;
      });
    });
  };
  for (const variable of incomplete) {
    const random = stream.split("start", variable.name);
    take(
      variable,
      variable.absent.map(() => variable.present[random.integer(variable.present.length)]!),
    );
  }
  for (let round = 0; round < iterations; round++) {
    for (const variable of incomplete) {
      check();
      const predictors = variables
        .filter((each) => each !== variable)
        .flatMap((each) => filled.get(each.name)!);
      take(variable, matchMeans(variable, predictors, stream.split(round, variable.name)));
    }
  }
  return donors;
}
