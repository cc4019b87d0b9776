package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// completion is the answer to a request that is no stream.
func (s *sequence) completion(params *kvTransferParams) object {
	choice := object{"index": 0, "logprobs": nil, "finish_reason": s.finish(), "stop_reason": nil}
	text := s.text(0, s.generated)
	kind := "text_completion"
	if s.request.chat {
		kind = "chat.completion"
		choice["message"] = object{"role": "assistant", "content": text}
	} else {
		choice["text"] = text
	}
	answer := s.envelope(kind)
	answer["choices"] = []object{choice}
	answer["usage"] = s.usage()
	answer["kv_transfer_params"] = params
	return answer
}

// stream sends each token as an event when it is there.
func (s *sequence) stream(ctx context.Context, w http.ResponseWriter) {
	defer s.end()
	w.Header().Set("content-type", "text/event-stream; charset=utf-8")
	events := http.NewResponseController(w)
	send := func(event any) {
		text, _ := json.Marshal(event)
		fmt.Fprintf(w, "data: %s\n\n", text)
		events.Flush()
	}
	if s.request.chat {
		send(s.chunk(object{"role": "assistant", "content": ""}, "", nil))
	}
	for index := 0; ; index++ {
		last := s.generated == s.request.maxTokens
		var finish any
		if last {
			finish = s.finish()
		}
		text := s.text(index, index+1)
		send(s.chunk(object{"content": text}, text, finish))
		if last {
			break
		}
		if !s.next(ctx) {
			return
		}
	}
	if s.request.includeUsage {
		event := s.envelope(s.chunkKind())
		event["choices"], event["usage"] = []object{}, s.usage()
		send(event)
	}
	fmt.Fprint(w, "data: [DONE]\n\n")
}

func (s *sequence) chunk(delta object, text string, finish any) object {
	choice := object{"index": 0, "logprobs": nil, "finish_reason": finish}
	if s.request.chat {
		choice["delta"] = delta
	} else {
		choice["text"] = text
	}
	event := s.envelope(s.chunkKind())
	event["choices"] = []object{choice}
	return event
}

func (s *sequence) chunkKind() string {
	if s.request.chat {
		return "chat.completion.chunk"
	}
	return "text_completion"
}

func (s *sequence) envelope(kind string) object {
	return object{"id": s.request.id, "object": kind, "created": time.Now().Unix(), "model": s.request.model}
}

func (s *sequence) usage() object {
	return object{"prompt_tokens": s.request.promptTokens, "completion_tokens": s.generated,
		"total_tokens": s.request.promptTokens + s.generated}
}
