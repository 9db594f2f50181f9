import { table } from "arquero";
import { causalStudy, type Study, type StudyRoles } from "txlab/cohort";
import { randomStream } from "txlab/stats";

/** A small confounded study for tests of behaviour: x moves treatment and outcome; the effect is 1 for everybody. */
export function pointTreatment(n: number, seed: number, roles: Partial<StudyRoles> = {}): Study {
  const stream = randomStream(seed);
  const rows = Array.from({ length: n }, (_, i) => {
    const x = stream.normal();
    const sex = stream.bernoulli(0.5);
    const a = stream.bernoulli(1 / (1 + Math.exp(-0.8 * x)));
    const y = a + x + stream.normal();
    return { id: `p${i}`, x, sex, a, y, sick: y > 1 ? 1 : 0, hospital: i % 20, survey: 1 + (i % 3) };
  });
  const column = (name: string): unknown[] => rows.map((row) => row[name as keyof (typeof rows)[0]]);
  const data = table(Object.fromEntries(Object.keys(rows[0]!).map((name) => [name, column(name)])) as never);
  return causalStudy(data, { treatment: "a", outcome: "y", confounders: ["x", "sex"], ...roles });
}
