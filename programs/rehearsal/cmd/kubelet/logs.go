package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"
)

// logServer answers the API server's questions for logs, so that `kubectl logs` works.
type logServer struct {
	mutex sync.Mutex
	// files are the log of each start of a container, by namespace/pod/container.
	files map[string][]string
}

func (s *logServer) answer(response http.ResponseWriter, request *http.Request) {
	query := request.URL.Query()
	s.mutex.Lock()
	files := s.files[strings.Join([]string{request.PathValue("namespace"), request.PathValue("pod"),
		request.PathValue("container")}, "/")]
	s.mutex.Unlock()
	if query.Get("previous") == "true" && len(files) > 0 {
		files = files[:len(files)-1]
	}
	if len(files) == 0 {
		http.Error(response, "there is no such log", http.StatusNotFound)
		return
	}
	text, err := os.ReadFile(files[len(files)-1])
	if err != nil {
		http.Error(response, err.Error(), http.StatusNotFound)
		return
	}
	position := len(text)
	fmt.Fprint(response, lastLines(string(text), query.Get("tailLines")))
	if query.Get("follow") == "true" {
		follow(request.Context(), response, files[len(files)-1], int64(position))
	}
}

func lastLines(text, number string) string {
	wanted, err := strconv.Atoi(number)
	if err != nil {
		return text
	}
	lines := strings.SplitAfter(text, "\n")
	if lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return strings.Join(lines[max(0, len(lines)-wanted):], "")
}

// follow sends what is appended until the reader goes or the log does.
func follow(ctx context.Context, response http.ResponseWriter, path string, position int64) {
	for {
		http.NewResponseController(response).Flush()
		select {
		case <-ctx.Done():
			return
		case <-time.After(200 * time.Millisecond):
		}
		file, err := os.Open(path)
		if err != nil {
			return
		}
		file.Seek(position, io.SeekStart)
		sent, _ := io.Copy(response, file)
		position += sent
		file.Close()
	}
}

// openLog begins the log of a start of the container.
func (c *container) openLog() (*os.File, error) {
	pod := c.pod.pod()
	name := strings.Join([]string{pod.Namespace, pod.Name, c.spec.Name}, "/")
	logs := c.pod.kubelet.logs
	logs.mutex.Lock()
	defer logs.mutex.Unlock()
	path := filepath.Join(c.pod.kubelet.root, "logs", name, strconv.Itoa(len(logs.files[name]))+".log")
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	logs.files[name] = append(logs.files[name], path)
	return os.Create(path)
}
