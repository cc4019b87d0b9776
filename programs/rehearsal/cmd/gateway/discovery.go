package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"sync"
	"time"
)

// discovery answers the Envoys that ask for their configuration (REST xDS).
type discovery struct {
	mutex   sync.RWMutex
	configs map[string]config
}

func newDiscovery() *discovery { return &discovery{configs: map[string]config{}} }

func (d *discovery) set(configs map[string]config) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	d.configs = configs
}

func (d *discovery) serve(ctx context.Context, listen string) error {
	server := &http.Server{Addr: listen, Handler: d.handler(), ReadHeaderTimeout: 10 * time.Second}
	stop := context.AfterFunc(ctx, func() { server.Close() })
	defer stop()
	return server.ListenAndServe()
}

func (d *discovery) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v3/discovery:listeners", d.answer("envoy.config.listener.v3.Listener",
		func(c config, _ []string) list { return c.listeners }))
	mux.HandleFunc("POST /v3/discovery:clusters", d.answer("envoy.config.cluster.v3.Cluster",
		func(c config, _ []string) list { return c.clusters }))
	mux.HandleFunc("POST /v3/discovery:endpoints", d.answer("envoy.config.endpoint.v3.ClusterLoadAssignment",
		func(c config, names []string) list {
			assignments := list{}
			for _, name := range names {
				if assignment, known := c.assignments[name]; known {
					assignments = append(assignments, assignment)
				}
			}
			return assignments
		}))
	return mux
}

type discoveryRequest struct {
	VersionInfo   string   `json:"version_info"`
	ResourceNames []string `json:"resource_names"`
	Node          struct {
		ID string `json:"id"`
	} `json:"node"`
}

func (d *discovery) answer(kind string, choose func(config, []string) list) http.HandlerFunc {
	return func(response http.ResponseWriter, request *http.Request) {
		var asked discoveryRequest
		if err := json.NewDecoder(request.Body).Decode(&asked); err != nil {
			http.Error(response, err.Error(), http.StatusBadRequest)
			return
		}
		d.mutex.RLock()
		config, known := d.configs[asked.Node.ID]
		d.mutex.RUnlock()
		// No answer keeps an Envoy as it is, and a new one unready; an empty one would take its listeners away.
		if !known {
			http.Error(response, "no Gateway "+asked.Node.ID, http.StatusNotFound)
			return
		}
		resources := choose(config, asked.ResourceNames)
		version, err := hash(resources)
		if err != nil {
			http.Error(response, err.Error(), http.StatusInternalServerError)
			return
		}
		if version == asked.VersionInfo {
			response.WriteHeader(http.StatusNotModified)
			return
		}
		response.Header().Set("Content-Type", "application/json")
		json.NewEncoder(response).Encode(object{"version_info": version, "type_url": typeURL(kind), "resources": resources})
	}
}

// hash is the same for the same content: Go writes the keys of maps in order.
func hash(content any) (string, error) {
	text, err := json.Marshal(content)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8]), nil
}
