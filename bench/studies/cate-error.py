"""EconML's side of cate-error.js: the same samples, the same boosting settings, no penalty on the propensity."""
import json
import sys
import warnings
from pathlib import Path

import numpy as np
from econml.dml import CausalForestDML, NonParamDML
from econml.dr import DRLearner
from econml.metalearners import SLearner, TLearner, XLearner
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import LogisticRegression

warnings.filterwarnings("ignore")
settings = json.loads(sys.argv[1])
n, p = settings["rows"], settings["columns"]


def boosting():
    return HistGradientBoostingRegressor(
        max_iter=100, learning_rate=0.1, max_leaf_nodes=15, min_samples_leaf=20, early_stopping=False
    )


def propensity():
    return LogisticRegression(C=np.inf, max_iter=1000)


def read(name):
    columns = np.fromfile(Path(settings["folder"]) / name).reshape(p + 3, n)
    return np.ascontiguousarray(columns[:p].T), columns[p].astype(int), columns[p + 1], columns[p + 2]


learners = {
    "S": lambda: SLearner(overall_model=boosting()),
    "T": lambda: TLearner(models=boosting()),
    "X": lambda: XLearner(models=boosting(), propensity_model=propensity()),
    "R": lambda: NonParamDML(model_y=boosting(), model_t=propensity(), model_final=boosting(), discrete_treatment=True, cv=5, random_state=1),
    "DR": lambda: DRLearner(model_propensity=propensity(), model_regression=boosting(), model_final=boosting(), min_propensity=1e-6, cv=5, random_state=1),
    "forest": lambda: CausalForestDML(model_y=boosting(), model_t=propensity(), discrete_treatment=True, n_estimators=500, cv=5, random_state=1),
}
errors = {}
for surface in settings["surfaces"]:
    errors[surface] = dict.fromkeys(learners, 0.0)
    for k in range(1, settings["replications"] + 1):
        x, a, y, _ = read(f"{surface}-{k}-train")
        new, _, _, tau = read(f"{surface}-{k}-test")
        for name, make in learners.items():
            effect = make().fit(y, a, X=x).effect(new)
            errors[surface][name] += float(np.sqrt(np.mean((effect.ravel() - tau) ** 2))) / settings["replications"]
print(json.dumps(errors))
