package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand"
	"net/http"
	"strings"
	"sync"
	"time"
)

// load is where completions are asked for, as streams.
type load struct {
	url, model string
	ignoreEOS  bool
	// done is called after each prompt with the number of those that are done; nil where nobody looks on.
	done func(int)
}

// answer is what came of one prompt.
type answer struct {
	began        time.Time
	promptTokens int
	// tokens has the time at which each token came.
	tokens  []time.Time
	ended   time.Time
	failure string
}

// sendAll keeps as many requests under way as concurrency says.
func (l load) sendAll(ctx context.Context, prompts []string, outputTokens, concurrency int) []answer {
	answers := make([]answer, len(prompts))
	places := make(chan struct{}, concurrency)
	group, done, told := sync.WaitGroup{}, 0, sync.Mutex{}
	for i, prompt := range prompts {
		places <- struct{}{}
		group.Add(1)
		go func() {
			defer group.Done()
			defer func() { <-places }()
			answers[i] = l.send(ctx, prompt, outputTokens)
			if l.done != nil {
				told.Lock()
				defer told.Unlock()
				done++
				l.done(done)
			}
		}()
	}
	group.Wait()
	return answers
}

// benchClient gives up after what no request of a rehearsal takes; vLLM's waits six hours.
var benchClient = &http.Client{Timeout: 10 * time.Minute,
	Transport: &http.Transport{MaxIdleConnsPerHost: 1024, DisableCompression: true}}

func (l load) send(ctx context.Context, prompt string, outputTokens int) answer {
	body, _ := json.Marshal(object{
		"model": l.model, "prompt": prompt, "max_tokens": outputTokens, "temperature": 0, "stream": true,
		"ignore_eos": l.ignoreEOS,
	})
	a := answer{began: time.Now(), promptTokens: len(strings.Fields(prompt))}
	if err := l.read(ctx, body, &a); err != nil {
		a.failure = err.Error()
	}
	a.ended = time.Now()
	if a.failure == "" && len(a.tokens) == 0 {
		a.failure = "Never received a valid chunk to calculate TTFT. This response will be marked as failed!"
	}
	return a
}

func (l load) read(ctx context.Context, body []byte, a *answer) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, l.url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("content-type", "application/json")
	response, err := benchClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(io.LimitReader(response.Body, 500))
		return fmt.Errorf("%s: %s", response.Status, strings.TrimSpace(string(text)))
	}
	lines := bufio.NewScanner(response.Body)
	lines.Buffer(make([]byte, 0, 64<<10), 1<<20)
	for lines.Scan() {
		data, isData := bytes.CutPrefix(lines.Bytes(), []byte("data: "))
		switch {
		case !isData:
		case string(data) == "[DONE]":
			return nil
		default:
			if err := a.event(data); err != nil {
				return err
			}
		}
	}
	if lines.Err() != nil {
		return lines.Err()
	}
	return fmt.Errorf("the stream ended before [DONE]")
}

func (a *answer) event(data []byte) error {
	event := struct {
		Choices []struct {
			Text string `json:"text"`
		} `json:"choices"`
		Error any `json:"error"`
	}{}
	if err := json.Unmarshal(data, &event); err != nil {
		return fmt.Errorf("%s: %w", data, err)
	}
	if event.Error != nil {
		return fmt.Errorf("%s", data)
	}
	if len(event.Choices) > 0 {
		a.tokens = append(a.tokens, time.Now())
	}
	return nil
}

// randomPrompts have as many words as tokens are asked for, of four letters with their space, which is how an engine
// counts here. They begin each differently, and are the same for the same seed.
func randomPrompts(seed int64, count, tokens int) []string {
	source := rand.New(rand.NewSource(seed))
	prompts := make([]string, count)
	for i := range prompts {
		words := make([]string, tokens)
		for j := range words {
			words[j] = fmt.Sprintf("%03x", source.Intn(1<<12))
		}
		prompts[i] = strings.Join(words, " ")
	}
	return prompts
}
