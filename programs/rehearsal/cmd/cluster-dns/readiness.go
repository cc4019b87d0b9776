package main

import (
	"net/http"
	"sync/atomic"
)

const readinessAddress = ":8181"

// readiness is what a probe is told.
type readiness struct{ ready atomic.Bool }

func (r *readiness) set() { r.ready.Store(true) }

func (r *readiness) serve(address string) error {
	routes := http.NewServeMux()
	routes.Handle("GET /ready", r)
	return http.ListenAndServe(address, routes)
}

func (r *readiness) ServeHTTP(response http.ResponseWriter, _ *http.Request) {
	if !r.ready.Load() {
		http.Error(response, "Services are not listed yet", http.StatusServiceUnavailable)
		return
	}
	response.Write([]byte("OK\n"))
}
