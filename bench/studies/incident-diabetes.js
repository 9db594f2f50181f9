// Parity with Razavian et al. 2015 (AUC 0.75 from known risk factors, 0.80 from all claims): an L1 logistic model of new
// diabetes on synthetic claims, members of the test part never learned from; the penalty is one of the problem set's
// three (C of 0.01, 0.02, 0.1), by cross-validation. Nobody leaves (censoring 0), so that few members give many cases.
//
//     node bench/studies/incident-diabetes.js [members] [seed]
import { bindColumns, designMatrix, selectRows } from "txlab/cohort";
import { incidentDiabetesStudy, simulateClaims } from "txlab/data-synth";
import { lasso } from "txlab/models";

const [members = 80_000, seed = 2015] = process.argv.slice(2).map(Number);
const { cohort } = await simulateClaims({ members, seed, labShare: 0.5, censoring: 0 });
const database = await cohort.database();
const study = await incidentDiabetesStudy(database);
console.log(String(study));
const { design } = await study.features();
database.close();

const y = Float64Array.from(study.table.array("diabetes"));
const n = y.length;
const [learn, test] = [[], []];
for (let i = 0; i < n; i++) (i % 5 < 3 ? learn : test).push(i);
const demographic = ["age", "female", "C(region)", "rural"];
const factors = ["hypertension", "hyperlipidemia", "obesity", "coronary_disease"];
const people = (terms) => designMatrix(study.table, terms, { sparse: true });
const designs = {
  demographics: people(demographic),
  "known risk factors": people([...demographic, ...factors]),
  "all claims": bindColumns(people([...demographic, ...factors]), design),
};

console.log(
  `| features, ${members} members, seed ${seed} | columns | not 0 | AUC on ${test.length} members |`,
);
console.log("|---|---|---|---|");
for (const [name, x] of Object.entries(designs)) {
  const lambdas = [0.01, 0.02, 0.1].map((c) => 1 / (c * learn.length));
  const model = await lasso({ family: "logistic", folds: 3, lambdas }).fit(
    selectRows(x, learn),
    Float64Array.from(learn, (i) => y[i]),
  );
  const score = await model.predict(selectRows(x, test));
  const used = model.coefficients.filter((each) => each !== 0).length;
  const { area, error } = auc(
    score,
    Float64Array.from(test, (i) => y[i]),
  );
  console.log(`| ${name} | ${x.names.length} | ${used} | ${area.toFixed(3)} ± ${error.toFixed(3)} |`);
}

/** Area under the ROC curve by ranks, with the error of Hanley & McNeil 1982. */
function auc(score, label) {
  const order = Array.from(score.keys()).sort((a, b) => score[a] - score[b]);
  let [below, area, positives] = [0, 0, 0];
  for (let i = 0; i < order.length; ) {
    let [j, up, down] = [i, 0, 0];
    for (; j < order.length && score[order[j]] === score[order[i]]; j++)
      label[order[j]] === 1 ? up++ : down++;
    area += up * (below + down / 2);
    below += down;
    positives += up;
    i = j;
  }
  area /= positives * below;
  const [q1, q2] = [area / (2 - area), (2 * area * area) / (1 + area)];
  const variance =
    area * (1 - area) + (positives - 1) * (q1 - area * area) + (below - 1) * (q2 - area * area);
  return { area, error: Math.sqrt(variance / (positives * below)) };
}
