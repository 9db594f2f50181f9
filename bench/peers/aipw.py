"""Cross-fitted AIPW with linear outcome models per arm and an unpenalized logistic propensity, nothing clipped."""
import warnings

import numpy as np
from side import columns


def versions():
    import sklearn

    found = {"scikit-learn": sklearn.__version__, "numpy": np.__version__}
    for name in ("doubleml", "econml"):
        try:
            found[name] = __import__(name).__version__
        except ImportError:
            pass
    return found


def per_arm():
    """A linear model in each arm: EconML asks one model for both, with the treatment as the last column."""
    from sklearn.base import BaseEstimator, RegressorMixin
    from sklearn.linear_model import LinearRegression

    class PerArm(RegressorMixin, BaseEstimator):
        def fit(self, x, y):
            treated = x[:, -1] == 1
            self.arms_ = [LinearRegression().fit(x[rows, :-1], y[rows]) for rows in (~treated, treated)]
            return self

        def predict(self, x):
            treated = x[:, -1] == 1
            out = np.empty(len(x))
            for rows, arm in zip((~treated, treated), self.arms_):
                if rows.any():
                    out[rows] = arm.predict(x[rows, :-1])
            return out

    return PerArm()


def load(folder, arguments):
    from sklearn.linear_model import LinearRegression, LogisticRegression

    warnings.simplefilter("ignore")
    n, folds = arguments["rows"], arguments["folds"]
    x = np.ascontiguousarray(columns(folder, "x", n))
    a = columns(folder, "a", n)[:, 0].copy()
    y = columns(folder, "y", n)[:, 0].copy()
    fold = np.arange(n) % folds
    logit = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-8)
    split = [(np.where(fold != k)[0], np.where(fold == k)[0]) for k in range(folds)]
    if arguments["peer"] == "EconML":
        from econml.dr import LinearDRLearner

        def run():
            model = LinearDRLearner(
                model_propensity=logit, model_regression=per_arm(), min_propensity=1e-12, cv=split
            )
            model.fit(y, a, X=None, W=x)
            effect = model.intercept__inference(T=1)
            return {"value": float(effect.point_estimate), "standardError": float(effect.stderr)}

        return run

    if arguments["peer"] == "DoubleML":
        from doubleml import DoubleMLData, DoubleMLIRM

        data = DoubleMLData.from_arrays(x, y, a)
        parts = [split]

        def run():
            model = DoubleMLIRM(data, LinearRegression(), logit)
            model.set_sample_splitting(parts)
            model.fit()
            return {"value": float(model.coef[0]), "standardError": float(model.se[0])}

        return run

    def run():
        score = np.empty(n)
        for k in range(folds):
            train, test = fold != k, fold == k
            e = logit.fit(x[train], a[train]).predict_proba(x[test])[:, 1]
            m1 = LinearRegression().fit(x[train & (a == 1)], y[train & (a == 1)]).predict(x[test])
            m0 = LinearRegression().fit(x[train & (a == 0)], y[train & (a == 0)]).predict(x[test])
            t, o = a[test], y[test]
            score[test] = m1 - m0 + t * (o - m1) / e - (1 - t) * (o - m0) / (1 - e)
        value = score.mean()
        return {"value": value, "standardError": np.sqrt(np.mean((score - value) ** 2) / n)}

    return run
