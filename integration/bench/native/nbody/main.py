# Five bodies, 200,000 steps.
import math
import sys
import time


SOLAR_MASS, DAYS = 4 * math.pi * math.pi, 365.24


class Body:
    __slots__ = ("x", "y", "z", "vx", "vy", "vz", "mass")

    def __init__(self, x, y, z, vx, vy, vz, mass):
        self.x, self.y, self.z, self.vx, self.vy, self.vz, self.mass = x, y, z, vx, vy, vz, mass


def planets():
    return [
        Body(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, SOLAR_MASS),
        Body(4.84143144246472090, -1.16032004402742839, -1.03622044471123109e-1, 1.66007664274403694e-3 * DAYS, 7.69901118419740425e-3 * DAYS, -6.90460016972063023e-5 * DAYS, 9.54791938424326609e-4 * SOLAR_MASS),
        Body(8.34336671824457987, 4.12479856412430479, -4.03523417114321381e-1, -2.76742510726411e-3 * DAYS, 4.99852801234917238e-3 * DAYS, 2.30417297573763929e-5 * DAYS, 2.85885980666130812e-4 * SOLAR_MASS),
        Body(1.28943695621391310e1, -1.51111514016986312e1, -2.23307578892655734e-1, 2.96460137564761618e-3 * DAYS, 2.37847173959480950e-3 * DAYS, -2.96589568540237556e-5 * DAYS, 4.36624404335156298e-5 * SOLAR_MASS),
        Body(1.53796971148509165e1, -2.59193146099879641e1, 1.79258772950371181e-1, 2.68067772490389322e-3 * DAYS, 1.62824170038242295e-3 * DAYS, -9.51592254519715870e-5 * DAYS, 5.15138902046611451e-5 * SOLAR_MASS),
    ]


def advance(bodies, dt):
    for i, a in enumerate(bodies):
        for j in range(i + 1, len(bodies)):
            b = bodies[j]
            dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
            d2 = dx * dx + dy * dy + dz * dz
            mag = dt / (d2 * math.sqrt(d2))
            a.vx -= dx * b.mass * mag
            a.vy -= dy * b.mass * mag
            a.vz -= dz * b.mass * mag
            b.vx += dx * a.mass * mag
            b.vy += dy * a.mass * mag
            b.vz += dz * a.mass * mag
    for b in bodies:
        b.x += dt * b.vx
        b.y += dt * b.vy
        b.z += dt * b.vz


def energy(bodies):
    e = 0.0
    for i, a in enumerate(bodies):
        e += 0.5 * a.mass * (a.vx * a.vx + a.vy * a.vy + a.vz * a.vz)
        for j in range(i + 1, len(bodies)):
            b = bodies[j]
            dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
            e -= a.mass * b.mass / math.sqrt(dx * dx + dy * dy + dz * dz)
    return e


def kernel():
    bodies = planets()
    for i in range(200000):
        advance(bodies, 0.01)
    return "%.6f" % energy(bodies)


for order in sys.stdin:
    start = time.perf_counter_ns()
    result = kernel()
    print(time.perf_counter_ns() - start, result, flush=True)
