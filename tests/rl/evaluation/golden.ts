import { table } from "arquero";
import { type ActionValues, type Episodes, episodes, type Policy } from "txlab/cohort";

/** Four episodes over two actions whose estimates were computed by hand elsewhere; probabilities and Q by step. */
const behavior = [
  [0.5, 0.5],
  [0.6, 0.4],
  [0.5, 0.5],
];
const target = [
  [0.8, 0.2],
  [0.3, 0.7],
  [0.1, 0.9],
];
const q = [
  [2, 1],
  [1.5, 2],
  [0.5, 1.8],
];
const actions = [[0, 1, 1], [1, 0], [0, 0, 1], [0]];
const rewards = [[1, 0, 2], [0, 1], [0.5, -1, 1], [-1]];

export const goldenDiscount = 0.9;

export function goldenEpisodes(): Episodes {
  const rows = actions.flatMap((taken, i) =>
    taken.map((action, t) => ({
      ...{ id: i + 1, t, state: 0, action, reward: rewards[i]![t]! },
      ...{ end: t === taken.length - 1, p: behavior[t]![action]! },
    })),
  );
  const column = (name: keyof (typeof rows)[0]): unknown[] => rows.map((row) => row[name]);
  return episodes(
    table({
      ...{ id: column("id"), t: column("t"), state: column("state"), action: column("action") },
      ...{ reward: column("reward"), end: column("end"), p: column("p") },
    }),
    {
      ...{ id: "id", time: "t", state: "state", action: "action", reward: "reward", terminated: "end" },
      behaviorProbability: "p",
    },
  );
}

const byStep = (steps: number[][], times: Int32Array): Float64Array =>
  Float64Array.from([...times].flatMap((t) => steps[t] ?? [0, 0]));

export const goldenPolicy: Policy = {
  name: "golden",
  actionCount: 2,
  probabilities: ({ times }) => byStep(target, times),
};

export const goldenBehavior: Policy = {
  name: "golden behaviour",
  actionCount: 2,
  probabilities: ({ times }) => byStep(behavior, times),
};

export const goldenValues: ActionValues = {
  name: "golden Q",
  actionCount: 2,
  values: ({ times }) => byStep(q, times),
};
