"""Samples, taken in pairs, so that what disturbs the machine disturbs both of a pair."""
import dataclasses, gc, itertools, math, statistics, time


@dataclasses.dataclass
class Contestant:
    """Something that runs, with `work` done per run in whatever unit its rate is compared."""
    name: str
    run: object  # count -> seconds per run by the clock, and of processor time
    work: float = 1
    threads: int = 1
    count: int = 1


def call(function):
    """A Python function as the executable runs a case: once for nothing, unless it runs once only."""
    def run(count):
        if count > 1:
            function()
        start, processor = time.perf_counter(), time.process_time()
        for _ in itertools.repeat(None, count):
            function()
        end = time.perf_counter()
        return (end - start) / count, (time.process_time() - processor) / count
    return run


@dataclasses.dataclass
class Settings:
    sample: float  # seconds that a sample lasts at least
    rounds: int
    seconds: float  # after which a case has no further round

    least_rounds = 3


class Stopwatch:
    def __init__(self, settings, threads, random):
        self.settings, self.threads, self.random = settings, threads, random
        self.samples = self.disturbed = 0

    def sample(self, contestant):
        """Seconds per run."""
        self.threads.set(contestant.threads)
        wall, processor = contestant.run(contestant.count)
        if contestant.threads == 1:
            self.samples += 1
            self.disturbed += wall > 1.05 * processor
        else:
            self.threads.settle()
        return wall

    def calibrate(self, contestant):
        """Sets how often it runs in a sample."""
        self.threads.set(contestant.threads)
        count = 1
        while True:
            wall = contestant.run(count)[0]
            if wall * count >= self.settings.sample / 4:
                break
            count *= 4
        contestant.count = max(1, math.ceil(self.settings.sample / wall))

    def pairs(self, ours, peers):
        """Each peer after or before ours, in random order."""
        for contestant in [ours] + peers:
            self.calibrate(contestant)
        found = {peer.name: Pairs(ours, peer) for peer in peers}
        for _ in self._rounds():
            for peer in self.random.sample(peers, len(peers)):
                pair = [ours, peer]
                self.random.shuffle(pair)
                times = {id(contestant): self.sample(contestant) for contestant in pair}
                found[peer.name].ours.append(times[id(ours)])
                found[peer.name].theirs.append(times[id(peer)])
        return found

    def together(self, contestants):
        """All in random order: a list of seconds for each name."""
        for contestant in contestants:
            self.calibrate(contestant)
        found = {contestant.name: [] for contestant in contestants}
        for _ in self._rounds():
            for contestant in self.random.sample(contestants, len(contestants)):
                found[contestant.name].append(self.sample(contestant))
        return found

    def best(self, contestants):
        """The quickest for its work."""
        least = self.quickest(contestants)
        return min(contestants, key=lambda contestant: least[contestant.name] / contestant.work)

    def quickest(self, contestants):
        """The least of three samples of each that follow one another in turn, by name."""
        for contestant in contestants:
            self.calibrate(contestant)
        turns = [{contestant.name: self.sample(contestant) for contestant in contestants} for _ in range(3)]
        return {contestant.name: min(turn[contestant.name] for turn in turns) for contestant in contestants}

    def _rounds(self):
        gc.collect()
        gc.disable()
        try:
            end = time.perf_counter() + self.settings.seconds
            for place in range(self.settings.rounds):
                if place >= self.settings.least_rounds and time.perf_counter() > end:
                    break
                yield place
        finally:
            gc.enable()


class Pairs:
    """The samples of ours and of a peer, in pairs, and how many times our rate is theirs."""

    def __init__(self, ours, peer):
        self.peer = peer.name
        self.works = (ours.work, peer.work)
        self.ours, self.theirs = [], []

    def record(self):
        return {"peer": self.peer, **ratios(self.ours, self.theirs, *self.works),
                "ours": self.ours, "theirs": self.theirs}


def ratios(ours, theirs, our_work=1, their_work=1):
    """Median and extremes of the paired ratios of rates."""
    values = [b / a * (our_work / their_work) for a, b in zip(ours, theirs)]
    return {"ratio": statistics.median(values), "least": min(values), "greatest": max(values),
            "seconds": statistics.median(theirs), "rate": their_work / statistics.median(theirs)}
