// Package kvevents stands in for the subscriber of the engines' cache events, which needs ZeroMQ and so cgo.
package kvevents

import "context"

// Config takes no field.
type Config struct{}

// Pool subscribes to nothing.
type Pool struct{}

// DefaultConfig is empty.
func DefaultConfig() *Config { return &Config{} }

// NewPool is reached only by the scorer that is not registered.
func NewPool(*Config, any) *Pool { return &Pool{} }

// Start does nothing.
func (*Pool) Start(context.Context) {}
