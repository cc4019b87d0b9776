package main

import (
	"context"
	"strings"
	"time"
)

// sequence is a request that has a place in the engine's steps.
type sequence struct {
	engine  *engine
	request *generation
	blocks  []int
	clock   clock
	// prefilledBy is the pod that computed the prompt, local for this one.
	prefilledBy string
	// wrong is why no word of the answer is right; empty where all are.
	wrong     string
	generated int
}

// next waits for another token; it is false when the last one is there or nobody waits for it any more.
func (s *sequence) next(ctx context.Context) bool {
	return s.generated < s.request.maxTokens && s.advance(ctx, 1)
}

// rest waits for all tokens that are not there yet; it is false when nobody waits for them any more.
func (s *sequence) rest(ctx context.Context) bool {
	missing := s.request.maxTokens - s.generated
	return missing == 0 || s.advance(ctx, missing)
}

func (s *sequence) advance(ctx context.Context, count int) bool {
	if !pause(ctx, s.engine.pace.decode*tokens(count)) {
		return false
	}
	s.generated += count
	s.engine.metrics.laterTokens(count, s.engine.pace.decode.Seconds())
	return true
}

// end gives the place up, and hands the KV cache of a finished prefill over to whoever may fetch it.
func (s *sequence) end() *kvTransferParams {
	<-s.engine.places
	s.engine.metrics.end(s.finish())
	s.engine.blocks.free(len(s.blocks))
	transfer := s.request.transfer
	if s.engine.nixl == nil || transfer == nil || !transfer.DoRemoteDecode || s.finish() != "length" {
		return nil
	}
	return s.engine.nixl.hold(s.request.id, s.request.promptTokens)
}

// finish is why it ended.
func (s *sequence) finish() string {
	if s.generated < s.request.maxTokens {
		return "abort"
	}
	return s.request.finish
}

// text is filler, the same for the same tokens, and another word where the KV cache is not what the prompt says.
func (s *sequence) text(from, to int) string {
	words := strings.Builder{}
	for index := from; index < to; index++ {
		word := filler[index%len(filler)]
		if s.wrong != "" {
			word = "nonsense"
		}
		words.WriteString(" " + word)
	}
	return words.String()
}

var filler = strings.Fields("no GPU computed this text and each of its words stands for one token that takes the " +
	"time of a real one")

type clock struct{ began time.Time }

func startClock() clock { return clock{time.Now()} }

func (c clock) seconds() float64 { return time.Since(c.began).Seconds() }

func tokens(count int) time.Duration { return time.Duration(count) }
