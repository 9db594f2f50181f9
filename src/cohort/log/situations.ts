import type { EpisodeArrays } from "../episodes.js";
import type { Situations } from "../policy.js";

/** What was known at each decision: the observations without the last of each episode. */
export function decisions(arrays: EpisodeArrays): Situations {
  return gather(arrays, 0);
}

/** What was known after each decision: the observations without the first of each episode. */
export function nextSituations(arrays: EpisodeArrays): Situations {
  return gather(arrays, 1);
}

function gather(
  { offsets, states, stateMap, columns, names, actions }: EpisodeArrays,
  ahead: 0 | 1,
): Situations {
  const rows = actions.length;
  const times = new Int32Array(rows);
  const source = new Int32Array(rows);
  for (let i = 0; i + 1 < offsets.length; i++) {
    for (let j = offsets[i]!; j < offsets[i + 1]!; j++) {
      times[j] = j - offsets[i]! + ahead;
      source[j] = j + i + ahead;
    }
  }
  return {
    rows,
    states: states && Int32Array.from(source, (at) => states[at]!),
    stateMap,
    columns: columns.map((column) => Float64Array.from(source, (at) => column[at]!)),
    names,
    times,
    offsets: ahead === 0 ? offsets : undefined,
  };
}
