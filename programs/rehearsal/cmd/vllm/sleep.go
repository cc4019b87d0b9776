package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// sleep is the program of that name, as much faster as the rest of the rehearsal is.
func sleep(ctx context.Context, words []string) error {
	scale, err := readTimeScale()
	if err != nil {
		return err
	}
	if len(words) != 1 {
		return fmt.Errorf("sleep takes one number of seconds, got %q", words)
	}
	seconds, err := strconv.ParseFloat(strings.TrimSuffix(words[0], "s"), 64)
	if err != nil || seconds < 0 {
		return fmt.Errorf("sleep: invalid time interval %q: write a number of seconds, as 15", words[0])
	}
	if !pause(ctx, time.Duration(seconds/scale*float64(time.Second))) {
		return refusal{128 + 15, "sleep: terminated"}
	}
	return nil
}

// pause is false if the context ended first.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
