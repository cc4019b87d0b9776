package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"cdk8s-llm-d/rehearsal/internal/testport"
)

const testModel = "meta-llama/Llama-3.1-8B-Instruct"

// testEngine is an engine that answers, of a pod with a name.
type testEngine struct {
	*engine
	url string
}

// startTestEngine starts an engine whose side channel is at the host; it takes the given port, or any where that is 0.
func startTestEngine(t *testing.T, version, pod, host string, port int, flags ...string) testEngine {
	t.Helper()
	t.Setenv("REHEARSAL_GPUS", "8")
	t.Setenv("VLLM_NIXL_SIDE_CHANNEL_HOST", host)
	if port == 0 {
		port = testport.Free(t, host)
	}
	t.Setenv("VLLM_NIXL_SIDE_CHANNEL_PORT", fmt.Sprint(port))
	v := testVocabulary(t, version)
	given, err := parseArguments(v, append([]string{testModel}, flags...))
	if err != nil {
		t.Fatal(err)
	}
	arguments, err := readEngineArguments(v, given, gpus{count: 8})
	if err != nil {
		t.Fatal(err)
	}
	e, err := startEngine(v, arguments, pace{prefill: time.Microsecond, decode: time.Millisecond, scale: 1}, pod)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(routes(e))
	t.Cleanup(func() { server.Close(); e.close() })
	return testEngine{e, server.URL}
}

// reply is what a client gets.
type reply struct {
	status  int
	header  http.Header
	text    string
	Model   string `json:"model"`
	Choices []struct {
		Text         string `json:"text"`
		FinishReason string `json:"finish_reason"`
		Message      struct {
			Content string `json:"content"`
		} `json:"message"`
	} `json:"choices"`
	Usage struct {
		Prompt     int `json:"prompt_tokens"`
		Completion int `json:"completion_tokens"`
		Total      int `json:"total_tokens"`
	} `json:"usage"`
	Error struct {
		Message string `json:"message"`
		Type    string `json:"type"`
		Code    int    `json:"code"`
	} `json:"error"`
	Transfer json.RawMessage `json:"kv_transfer_params"`
}

func (e testEngine) post(t *testing.T, path string, body object) reply {
	t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.Post(e.url+path, "application/json", strings.NewReader(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	return readReply(t, response)
}

func (e testEngine) get(t *testing.T, path string) reply {
	t.Helper()
	response, err := http.Get(e.url + path)
	if err != nil {
		t.Fatal(err)
	}
	return readReply(t, response)
}

func readReply(t *testing.T, response *http.Response) reply {
	t.Helper()
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	r := reply{}
	json.Unmarshal(text, &r)
	r.status, r.header, r.text = response.StatusCode, response.Header, string(text)
	return r
}

// expectMetric compares one line of /metrics without its first labels.
func (e testEngine) expectMetric(t *testing.T, name, labels, value string) {
	t.Helper()
	line := name + `{model_name="` + testModel + `",engine="0"` + labels + "} " + value + "\n"
	if text := e.get(t, "/metrics").text; !strings.Contains(text, line) {
		t.Errorf("no line %q in\n%s", line, text)
	}
}

func TestAnswersWithAsManyTokensAsAreAskedFor(t *testing.T) {
	e := startTestEngine(t, "0.11.0", "pod-a", "127.0.0.1", 0)
	prompt := strings.Repeat("abcd", 50)
	r := e.post(t, "/v1/completions", object{"model": testModel, "prompt": prompt, "max_tokens": 7})
	if r.status != 200 || len(strings.Fields(r.Choices[0].Text)) != 7 || r.Choices[0].FinishReason != "length" ||
		r.Model != testModel {
		t.Error(r.text)
	}
	if r.Usage.Prompt != 51 || r.Usage.Completion != 7 || r.Usage.Total != 58 {
		t.Errorf("%+v", r.Usage)
	}
	if r.header.Get("x-rehearsal-pod") != "pod-a" || r.header.Get("x-rehearsal-prefill") != "local" {
		t.Error(r.header)
	}
	again := e.post(t, "/v1/completions", object{"prompt": []int{1, 2, 3}, "max_tokens": 7})
	if again.Choices[0].Text != r.Choices[0].Text || again.Usage.Prompt != 3 {
		t.Error(again.text)
	}
	chat := e.post(t, "/v1/chat/completions", object{"model": testModel, "messages": []object{{"role": "user",
		"content": "hello"}}})
	if chat.status != 200 || chat.Choices[0].Message.Content == "" || chat.Choices[0].FinishReason != "stop" {
		t.Error(chat.text)
	}
	e.expectMetric(t, "vllm:request_success_total", `,finished_reason="length"`, "2")
	e.expectMetric(t, "vllm:request_success_total", `,finished_reason="stop"`, "1")
	e.expectMetric(t, "vllm:generation_tokens_total", "", "46")
	e.expectMetric(t, "vllm:time_to_first_token_seconds_count", "", "3")
	e.expectMetric(t, "vllm:inter_token_latency_seconds_bucket", `,le="+Inf"`, "43")
	e.expectMetric(t, "vllm:num_requests_running", "", "0")
	e.expectMetric(t, "vllm:kv_cache_usage_perc", "", "0")
}

func TestStreamsTokensAndThenUsage(t *testing.T) {
	e := startTestEngine(t, "0.27.1", "pod-a", "127.0.0.1", 0)
	for path, body := range map[string]object{
		"/v1/completions":      {"prompt": "hello"},
		"/v1/chat/completions": {"messages": []object{{"role": "user", "content": "hello"}}},
	} {
		body["max_tokens"], body["stream"], body["stream_options"] = 3, true, object{"include_usage": true}
		r := e.post(t, path, body)
		events := strings.Split(strings.TrimSpace(r.text), "\n\n")
		if r.header.Get("content-type") != "text/event-stream; charset=utf-8" || events[len(events)-1] != "data: [DONE]" {
			t.Error(r.text)
		}
		if !strings.Contains(events[len(events)-2], `"completion_tokens":3`) ||
			!strings.Contains(events[len(events)-3], `"finish_reason":"length"`) {
			t.Error(r.text)
		}
		if count := strings.Count(r.text, `"finish_reason":null`) - strings.Count(r.text, `"role":"assistant"`); count != 2 {
			t.Errorf("%d tokens before the last in %s", count, r.text)
		}
	}
}

func TestRefusesRequestsAsVLLMDoes(t *testing.T) {
	e := startTestEngine(t, "0.11.0", "pod-a", "127.0.0.1", 0, "--max-model-len=100", "--served-model-name",
		"short", "other")
	for _, c := range []struct {
		body   object
		status int
		text   string
	}{
		{object{"model": testModel, "prompt": "a"}, 404, "The model `" + testModel + "` does not exist."},
		{object{"prompt": strings.Repeat("abcd", 100)}, 400,
			"This model's maximum context length is 100 tokens. However, your request has 101 input tokens."},
		{object{"prompt": "abcd", "max_tokens": 99}, 400, "'max_tokens' or 'max_completion_tokens' is too large: 99."},
		{object{"prompt": "abcd", "max_tokens": 0}, 400, "max_tokens must be at least 1, got 0."},
		{object{"model": "other"}, 400, "the request has no prompt"},
		{object{"prompt": []string{"a", "b"}}, 400, "answers one prompt a request, got 2"},
	} {
		r := e.post(t, "/v1/completions", c.body)
		if r.status != c.status || r.Error.Code != c.status || !strings.Contains(r.Error.Message, c.text) {
			t.Errorf("%v: %s", c.body, r.text)
		}
	}
	if r := e.get(t, "/v1/models"); !strings.Contains(r.text, `"id":"short"`) ||
		!strings.Contains(r.text, `"max_model_len":100`) {
		t.Error(r.text)
	}
	if r := e.get(t, "/health"); r.status != 200 || r.text != "" {
		t.Error(r.text)
	}
}

func TestRequestsWaitForAPlace(t *testing.T) {
	e := startTestEngine(t, "0.11.0", "pod-a", "127.0.0.1", 0, "--max-num-seqs=1")
	answered := make(chan int, 2)
	for range 2 {
		go func() {
			answered <- e.post(t, "/v1/completions", object{"prompt": strings.Repeat("a", 400_000), "max_tokens": 300}).status
		}()
	}
	for deadline := time.Now().Add(5 * time.Second); e.metrics.inFlight() < 2 && time.Now().Before(deadline); {
		time.Sleep(time.Millisecond)
	}
	time.Sleep(20 * time.Millisecond)
	e.expectMetric(t, "vllm:num_requests_running", "", "1")
	e.expectMetric(t, "vllm:num_requests_waiting", "", "1")
	if e.blocks.usage() == 0 {
		t.Error("a request that runs uses no KV cache")
	}
	if first, second := <-answered, <-answered; first != 200 || second != 200 {
		t.Error(first, second)
	}
	e.expectMetric(t, "vllm:num_requests_waiting", "", "0")
}

func TestNamesOfMetricsAreThoseOfTheVersion(t *testing.T) {
	kv := `--kv-transfer-config={"kv_connector":"NixlConnector","kv_role":"kv_producer"}`
	old := startTestEngine(t, "0.11.0", "pod-a", "127.0.0.1", 0, kv).get(t, "/metrics").text
	today := startTestEngine(t, "0.27.1", "pod-a", "127.0.0.1", 0, kv).get(t, "/metrics").text
	for name, in := range map[string][2]bool{
		"vllm:kv_cache_usage_perc":                        {true, true},
		"vllm:gpu_cache_usage_perc":                       {true, false},
		"vllm:time_per_output_token_seconds_bucket":       {true, false},
		"vllm:inter_token_latency_seconds_bucket":         {true, true},
		"vllm:nixl_num_failed_transfers_total":            {false, true},
		"vllm:nixl_num_failed_notifications_total":        {false, true},
		"vllm:nixl_num_kv_expired_reqs_total":             {false, true},
		"vllm:nixl_bytes_transferred_sum":                 {false, true},
		`vllm:cache_config_info{model_name="` + testModel: {true, true},
	} {
		if strings.Contains(old, "\n"+name) != in[0] || strings.Contains(today, "\n"+name) != in[1] {
			t.Errorf("%s: expected %v", name, in)
		}
	}
}
