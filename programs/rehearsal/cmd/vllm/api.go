package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"net/http"
	"time"
)

// routes are those of vLLM's API server that a deployment uses.
func routes(e *engine) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /health", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("GET /version", func(w http.ResponseWriter, _ *http.Request) {
		// vLLM answers with the version alone. Whoever measures this engine must learn from it that it is none.
		writeJSON(w, 200, object{"version": e.vocabulary.Version, "stand_in": true})
	})
	mux.HandleFunc("GET /v1/models", func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, 200, e.models()) })
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("content-type", "text/plain; version=0.0.4; charset=utf-8")
		// A slow reader must not stop the engine, which counts all the while.
		text := bytes.Buffer{}
		e.writeMetrics(&text)
		w.Write(text.Bytes())
	})
	mux.HandleFunc("POST /v1/completions", func(w http.ResponseWriter, r *http.Request) { e.answer(w, r, false) })
	mux.HandleFunc("POST /v1/chat/completions", func(w http.ResponseWriter, r *http.Request) { e.answer(w, r, true) })
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("x-rehearsal-pod", e.hostname)
		mux.ServeHTTP(w, r)
	})
}

// object is JSON.
type object = map[string]any

func (e *engine) models() object {
	began := time.Now().Unix()
	list := []object{}
	for _, name := range e.arguments.servedNames {
		card := object{"id": name, "object": "model", "created": began, "owned_by": "vllm",
			"root": e.arguments.model, "parent": nil}
		if e.arguments.maxModelLen > 0 {
			card["max_model_len"] = e.arguments.maxModelLen
		}
		list = append(list, card)
	}
	return object{"object": "list", "data": list}
}

func (e *engine) answer(w http.ResponseWriter, r *http.Request, chat bool) {
	id := r.Header.Get("x-request-id")
	if id == "" {
		id = rand.Text()
	}
	request, err := e.readGeneration(r.Body, id, chat)
	if err != nil {
		writeError(w, err)
		return
	}
	s, err := e.begin(r.Context(), request)
	if err != nil {
		writeError(w, err)
		return
	}
	if request.transfer == nil || !request.transfer.DoRemoteDecode {
		w.Header().Set("x-rehearsal-prefill", s.prefilledBy)
		// A real engine does not know: this is for the rehearsal, which reads no texts.
		if s.wrong != "" {
			w.Header().Set("x-rehearsal-wrong", s.wrong)
		}
	}
	if request.stream {
		s.stream(r.Context(), w)
	} else {
		s.write(r.Context(), w)
	}
}

// write answers when all tokens are there.
func (s *sequence) write(ctx context.Context, w http.ResponseWriter) {
	complete := s.rest(ctx)
	params := s.end()
	if complete {
		writeJSON(w, 200, s.completion(params))
	}
}

func writeError(w http.ResponseWriter, err error) {
	said := apiError{}
	if errors.Is(err, context.Canceled) {
		// Nobody reads the answer.
		return
	}
	if !errors.As(err, &said) {
		said = apiError{500, "InternalServerError", err.Error()}
	}
	writeJSON(w, said.status, object{"error": object{"message": said.message, "type": said.kind, "param": nil,
		"code": said.status}})
}

func writeJSON(w http.ResponseWriter, status int, value any) {
	w.Header().Set("content-type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(value)
}
