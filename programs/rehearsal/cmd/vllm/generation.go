package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
)

// generation is what a request asks for.
type generation struct {
	// id is the request's, with the kind of answer before it.
	id    string
	model string
	chat  bool

	promptTokens int
	maxTokens    int
	// finish is why it will end.
	finish string

	stream       bool
	includeUsage bool
	// transfer is nil in a request that no other engine has part in.
	transfer *kvTransferParams
}

// apiError is an error in the JSON of the API.
type apiError struct {
	status  int
	kind    string
	message string
}

func (e apiError) Error() string { return e.message }

func badRequest(format string, values ...any) error {
	return apiError{400, "BadRequestError", fmt.Sprintf(format, values...)}
}

type requestBody struct {
	Model               string          `json:"model"`
	Prompt              json.RawMessage `json:"prompt"`
	Messages            json.RawMessage `json:"messages"`
	MaxTokens           *int            `json:"max_tokens"`
	MaxCompletionTokens *int            `json:"max_completion_tokens"`
	Stream              bool            `json:"stream"`
	StreamOptions       struct {
		IncludeUsage bool `json:"include_usage"`
	} `json:"stream_options"`
	KVTransferParams *kvTransferParams `json:"kv_transfer_params"`
}

// readGeneration refuses what vLLM refuses. Source: vLLM 0.11.0 vllm/entrypoints/openai/serving_engine.py:480-690.
func (e *engine) readGeneration(from io.Reader, id string, chat bool) (*generation, error) {
	body := requestBody{}
	if err := json.NewDecoder(from).Decode(&body); err != nil {
		return nil, badRequest("the body is not a request in JSON: %v", err)
	}
	names := e.arguments.servedNames
	if body.Model != "" && !slices.Contains(names, body.Model) {
		return nil, apiError{404, "NotFoundError", fmt.Sprintf("The model `%s` does not exist.", body.Model)}
	}
	r := &generation{
		id: "cmpl-" + id, model: names[0], chat: chat, finish: "length", stream: body.Stream,
		includeUsage: body.StreamOptions.IncludeUsage,
		transfer:     body.KVTransferParams,
	}
	prompt, limit := body.Prompt, body.MaxTokens
	if chat {
		r.id, prompt = "chatcmpl-"+id, body.Messages
		if body.MaxCompletionTokens != nil {
			limit = body.MaxCompletionTokens
		}
	}
	var err error
	if r.promptTokens, err = countTokens(prompt); err != nil {
		return nil, err
	}
	return r, r.limit(limit, e.arguments.maxModelLen)
}

// limit sets how many tokens there will be. longest is 0 where the model's length is not known.
func (r *generation) limit(asked *int, longest int) error {
	switch {
	case asked != nil && *asked < 1:
		return badRequest("max_tokens must be at least 1, got %d.", *asked)
	case longest > 0 && r.promptTokens >= longest:
		return badRequest("This model's maximum context length is %d tokens. However, your request has %d input tokens. "+
			"Please reduce the length of the input messages.", longest, r.promptTokens)
	case asked != nil && longest > 0 && r.promptTokens+*asked > longest:
		return badRequest("'max_tokens' or 'max_completion_tokens' is too large: %d. This model's maximum context length "+
			"is %d tokens and your request has %d "+
			"input tokens (%d > %d - %d).", *asked, longest, r.promptTokens, *asked, longest, r.promptTokens)
	case asked != nil:
		r.maxTokens = *asked
	case r.chat:
		// A model ends most answers itself; this one ends all that have no limit.
		r.maxTokens, r.finish = 32, "stop"
	default:
		r.maxTokens = 16
	}
	return nil
}

// countTokens takes four characters of a text for a token, as in English, and of a list of tokens each.
func countTokens(prompt json.RawMessage) (int, error) {
	var ids []int
	var texts []string
	prompt = bytes.TrimSpace(prompt)
	switch {
	case len(prompt) == 0 || string(prompt) == "null":
		return 0, badRequest("the request has no prompt: set `prompt` for a completion, `messages` for a chat completion")
	case json.Unmarshal(prompt, &ids) == nil:
		return max(len(ids), 1), nil
	case json.Unmarshal(prompt, &texts) == nil && len(texts) > 1:
		return 0, badRequest("this stand-in for vLLM answers one prompt a request, got %d: send a request for each",
			len(texts))
	}
	return (len(prompt) + 3) / 4, nil
}
