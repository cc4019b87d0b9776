// Package kvcache stands in for llm-d's index of cached blocks, whose tokenizer needs cgo. It has the names that
// llm-d-inference-scheduler compiles against and no behaviour: the one scorer that would call it is not registered.
package kvcache

import (
	"context"
	"errors"
)

// Config has the one field that the scorer's factory writes to.
type Config struct {
	TokenizersPoolConfig struct{ HuggingFaceToken string }
}

// Indexer indexes nothing.
type Indexer struct{}

// NewDefaultConfig is empty.
func NewDefaultConfig() *Config { return &Config{} }

// NewKVCacheIndexer refuses, so that the stand-in cannot be taken for the real index.
func NewKVCacheIndexer(context.Context, *Config) (*Indexer, error) {
	return nil, errors.New("this endpoint picker was built without the index of cached blocks")
}

// Run does nothing.
func (*Indexer) Run(context.Context) {}

// KVBlockIndex is empty.
func (*Indexer) KVBlockIndex() any { return nil }

// GetPodScores knows no pod.
func (*Indexer) GetPodScores(context.Context, string, string, []string) (map[string]int, error) {
	return nil, nil
}
