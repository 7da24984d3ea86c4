// Five bodies, 200,000 steps.
package main

import (
	"bufio"
	"fmt"
	"math"
	"os"
	"time"
)

type body struct{ x, y, z, vx, vy, vz, mass float64 }

const solarMass, days = 4 * math.Pi * math.Pi, 365.24

func planets() []body {
	return []body{
		{0, 0, 0, 0, 0, 0, solarMass},
		{4.84143144246472090, -1.16032004402742839, -1.03622044471123109e-1, 1.66007664274403694e-3 * days, 7.69901118419740425e-3 * days, -6.90460016972063023e-5 * days, 9.54791938424326609e-4 * solarMass},
		{8.34336671824457987, 4.12479856412430479, -4.03523417114321381e-1, -2.76742510726411e-3 * days, 4.99852801234917238e-3 * days, 2.30417297573763929e-5 * days, 2.85885980666130812e-4 * solarMass},
		{1.28943695621391310e1, -1.51111514016986312e1, -2.23307578892655734e-1, 2.96460137564761618e-3 * days, 2.37847173959480950e-3 * days, -2.96589568540237556e-5 * days, 4.36624404335156298e-5 * solarMass},
		{1.53796971148509165e1, -2.59193146099879641e1, 1.79258772950371181e-1, 2.68067772490389322e-3 * days, 1.62824170038242295e-3 * days, -9.51592254519715870e-5 * days, 5.15138902046611451e-5 * solarMass},
	}
}

func advance(bodies []body, dt float64) {
	for i := range bodies {
		a := &bodies[i]
		for j := i + 1; j < len(bodies); j++ {
			b := &bodies[j]
			dx, dy, dz := a.x-b.x, a.y-b.y, a.z-b.z
			d2 := dx*dx + dy*dy + dz*dz
			mag := dt / (d2 * math.Sqrt(d2))
			a.vx -= dx * b.mass * mag
			a.vy -= dy * b.mass * mag
			a.vz -= dz * b.mass * mag
			b.vx += dx * a.mass * mag
			b.vy += dy * a.mass * mag
			b.vz += dz * a.mass * mag
		}
	}
	for i := range bodies {
		b := &bodies[i]
		b.x += dt * b.vx
		b.y += dt * b.vy
		b.z += dt * b.vz
	}
}

func energy(bodies []body) (e float64) {
	for i := range bodies {
		a := &bodies[i]
		e += 0.5 * a.mass * (a.vx*a.vx + a.vy*a.vy + a.vz*a.vz)
		for j := i + 1; j < len(bodies); j++ {
			b := &bodies[j]
			dx, dy, dz := a.x-b.x, a.y-b.y, a.z-b.z
			e -= a.mass * b.mass / math.Sqrt(dx*dx+dy*dy+dz*dz)
		}
	}
	return e
}

func kernel() string {
	bodies := planets()
	for i := 0; i < 200000; i++ {
		advance(bodies, 0.01)
	}
	return fmt.Sprintf("%.6f", energy(bodies))
}

func main() {
	for orders := bufio.NewScanner(os.Stdin); orders.Scan(); {
		start := time.Now()
		result := kernel()
		fmt.Println(time.Since(start).Nanoseconds(), result)
	}
}
