"""Peers of the reinforcement-learning tasks: dense NumPy, and a simulator in plain Python."""
import time

import numpy as np


def versions():
    return {"numpy": np.__version__}


def load(folder, arguments):
    return {"simulation": simulation, "planning": planning, "ope": ope}[arguments["part"]](folder, arguments)


def column(folder, name):
    return np.fromfile(f"{folder}/{name}.f64")


def planning(folder, arguments):
    states, actions, discount = arguments["states"], arguments["actions"], arguments["discount"]
    transitions = column(folder, "transitions").reshape(states * actions, states)
    rewards = column(folder, "rewards")
    terminal = column(folder, "terminal") == 1
    transitions = np.where(terminal[None, :], 0, transitions)

    def run():
        values = np.zeros(states)
        while True:
            best = (rewards + discount * (transitions @ values)).reshape(states, actions).max(axis=1)
            best[terminal] = 0
            change = np.abs(best - values).max()
            values = best
            if discount / (1 - discount) * change <= 1e-8:
                return {"values": values.tolist()}

    return run


def ope(folder, arguments):
    n, horizon, replicates = arguments["episodes"], arguments["horizon"], arguments["replicates"]
    names = ("alive", "ratio", "reward", "q", "value")
    alive, ratio, reward, q, value = (column(folder, name).reshape(n, horizon) for name in names)
    factor = arguments["discount"] ** np.arange(horizon)

    def prepared():
        weight = np.cumprod(np.where(alive == 1, ratio, 1), axis=1)
        following = np.concatenate([value[:, 1:], np.zeros((n, 1))], axis=1)
        last = weight[:, -1]
        returns = reward @ factor
        per_decision = (weight * reward) @ factor
        error = np.where(alive == 1, weight * (reward - q + arguments["discount"] * following), 0)
        robust = value[:, 0] + error @ factor
        return weight, weight * reward, error, last, last * returns, per_decision, robust

    def estimates(weight, earned, error, last, weighted, per_decision, robust, start):
        total = weight.sum(axis=0)
        return [
            weighted.mean(),
            weighted.sum() / last.sum(),
            per_decision.mean(),
            factor @ (earned.sum(axis=0) / total),
            robust.mean(),
            start.mean() + factor @ (error.sum(axis=0) / total),
        ]

    def run():
        parts = (*prepared(), value[:, 0])
        rng = np.random.default_rng(1)
        drawn = np.empty((replicates, 6))
        for b in range(replicates):
            rows = rng.integers(0, n, n)
            drawn[b] = estimates(*(part[rows] for part in parts))
        low, high = np.quantile(drawn, [0.025, 0.975], axis=0)
        return {"values": estimates(*parts), "errors": (high - low).tolist()}

    return run


def simulation(folder, arguments):
    steps = arguments["steps"]

    def run():
        rng = np.random.default_rng(3)
        uniforms = endless(rng)
        patient, age, total = Patient(uniforms), 0, 0.0
        start = time.perf_counter()
        for action in rng.integers(0, 8, steps).tolist():
            reward = patient.step(action)
            total += reward
            age += 1
            if reward != 0 or age == 20:
                patient, age = Patient(uniforms), 0
        return {"reward": total / steps, "perSecond": steps / (time.perf_counter() - start)}

    return run


def endless(rng):
    while True:
        yield from rng.random(100_000).tolist()


class Patient:
    """The sepsis simulator of Oberst & Sontag (2019), with its published defect, one vital at a time."""

    def __init__(self, uniforms):
        self.u = uniforms
        while True:
            self.diabetic = self.below(0.2)
            self.heart = self.pick((0.25, 0.75, 1))
            self.pressure = self.pick((0.25, 0.75, 1))
            self.oxygen = self.pick((0.2, 1))
            low = (0.01, 0.06, 0.21, 0.81, 1) if self.diabetic else (0.05, 0.2, 0.8, 0.95, 1)
            self.glucose = self.pick(low)
            self.drug = self.air = self.pressor = False
            if self.reward() == 0:
                return

    def below(self, p):
        return next(self.u) < p

    def pick(self, cumulative):
        u = next(self.u)
        return next(level for level, upper in enumerate(cumulative) if u < upper or upper == 1)

    def reward(self):
        off = (self.heart != 1) + (self.pressure != 1) + (self.oxygen != 1) + (self.glucose != 2)
        if off >= 3:
            return -1
        return 1 if off == 0 and not (self.drug or self.air or self.pressor) else 0

    def step(self, action):
        drug, air, pressor = bool(action & 4), bool(action & 2), bool(action & 1)
        quiet_heart = quiet_pressure = drug or self.drug
        if drug:
            if self.heart == 2 and self.below(0.5):
                self.heart = 1
            if self.pressure == 2 and self.below(0.5):
                self.pressure = 1
        elif self.drug:
            if self.heart == 1 and self.below(0.1):
                self.heart = 2
            if self.pressure == 1 and self.below(0.1):
                self.pressure = 2
        quiet_air = air or self.air
        if air:
            if self.oxygen == 0 and self.below(0.7):
                self.oxygen = 1
        elif self.air and self.oxygen == 1 and self.below(0.1):
            self.oxygen = 0
        quiet_pressure = quiet_pressure or pressor or self.pressor
        if pressor:
            self.raise_pressure()
        elif self.pressor and self.below(0.05 if self.diabetic else 0.1):
            self.pressure = max(0, self.pressure - 1)
        self.drug, self.air, self.pressor = drug, air, pressor
        if not quiet_heart:
            self.heart = self.drift(self.heart, 0.1, 2)
        if not quiet_pressure:
            self.pressure = self.drift(self.pressure, 0.1, 2)
        if not quiet_air:
            self.oxygen = self.drift(self.oxygen, 0.1, 1)
        if not pressor:
            self.glucose = self.drift(self.glucose, 0.3 if self.diabetic else 0.1, 4 if self.diabetic else 1)
        return self.reward()

    def raise_pressure(self):
        u = next(self.u)
        if not self.diabetic:
            if self.pressure < 2 and u < 0.7:
                self.pressure += 1
            return
        if self.pressure == 0:
            self.pressure = 1 if u < 0.5 else 2 if u < 0.9 else 0
        elif self.pressure == 1 and u < 0.9:
            self.pressure = 2
        if self.below(0.5):
            self.glucose = min(4, self.glucose + 1)

    def drift(self, level, p, top):
        u = next(self.u)
        if u < p:
            return max(0, level - 1)
        return min(top, level + 1) if u < 2 * p else level
