package main

import (
	"fmt"
	"os"
	"strconv"
	"time"
)

// pace is how long the engine takes for what it does not do.
type pace struct {
	// load passes before it listens.
	load time.Duration
	// prefill is for each token of a prompt, decode for each that is generated.
	prefill, decode time.Duration
	// scale is how many times faster than on a cluster the time of grace periods passes.
	scale float64
}

func readPace() (pace, error) {
	p := pace{}
	for _, part := range []struct {
		name     string
		fallback float64
		into     *time.Duration
	}{
		{"REHEARSAL_LOAD_SECONDS", 1, &p.load},
		{"REHEARSAL_PREFILL_SECONDS_PER_TOKEN", 0.00003, &p.prefill},
		{"REHEARSAL_DECODE_SECONDS_PER_TOKEN", 0.005, &p.decode},
	} {
		seconds, err := readNumber(part.name, part.fallback)
		if err != nil {
			return p, err
		}
		*part.into = time.Duration(seconds * float64(time.Second))
	}
	var err error
	p.scale, err = readTimeScale()
	return p, err
}

func readTimeScale() (float64, error) {
	const name = "REHEARSAL_TIME_SCALE"
	scale, err := readNumber(name, 1)
	if err == nil && scale < 1 {
		err = fmt.Errorf("%s must be at least 1, got %v", name, scale)
	}
	return scale, err
}

func readNumber(name string, fallback float64) (float64, error) {
	text := os.Getenv(name)
	if text == "" {
		return fallback, nil
	}
	number, err := strconv.ParseFloat(text, 64)
	if err != nil || number < 0 {
		return 0, fmt.Errorf("%s must be a number from 0 up, got %q", name, text)
	}
	return number, nil
}
