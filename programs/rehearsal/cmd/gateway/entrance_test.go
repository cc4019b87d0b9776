package main

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"cdk8s-llm-d/rehearsal/internal/testport"
)

// These tests send requests through the Envoy of a rehearsal, with the configuration that this controller makes. Models
// are HTTP servers behind Services: the pickers of pools have tests of their own.

func TestTwoModelsBehindOneGatewayAreToldApart(t *testing.T) {
	w := testWorld(t)
	w.routes = nil
	for _, model := range []string{"llama", "qwen"} {
		w.serve(t, model)
		w.routes = append(w.routes, parsed(t, fmt.Sprintf(`{metadata: {name: %[1]s, namespace: ns}, spec: {
			parentRefs: [{name: gw}], rules: [{matches: [{path: {type: PathPrefix, value: /},
			headers: [{name: X-Gateway-Base-Model-Name, value: %[1]s}]}], backendRefs: [{name: %[1]s, port: 80}]}]}}`, model),
			httpRoute{}))
	}
	gateway := startEnvoy(t, w)
	for number := range 200 {
		model := []string{"llama", "qwen"}[number%2]
		status, text := gateway.get(t, "http", "/v1/models", "X-Gateway-Base-Model-Name", model)
		if status != 200 || text != model+" /v1/models" {
			t.Fatalf("request %d for %s: %d %s", number, model, status, text)
		}
	}
	if status, _ := gateway.get(t, "http", "/v1/models"); status != 404 {
		t.Errorf("a request for no model: %d", status)
	}
}

func TestAPrefixIsTakenOff(t *testing.T) {
	w := testWorld(t)
	w.serve(t, "llama")
	rule := func(path, replaced string) string {
		return fmt.Sprintf(`{matches: [{path: {type: PathPrefix, value: %s}}], backendRefs: [{name: llama, port: 80}],
			filters: [{type: URLRewrite, urlRewrite: {path: {type: ReplacePrefixMatch, replacePrefixMatch: %s}}}]}`,
			path, replaced)
	}
	w.routes = []*httpRoute{testRoute(t, "["+rule("/llama/v1", "/v1")+","+rule("/all", "/")+"]")}
	gateway := startEnvoy(t, w)
	for asked, wanted := range map[string]string{"/llama/v1/models": "llama /v1/models", "/all/health": "llama /health",
		"/all": "llama /"} {
		if _, text := gateway.get(t, "http", asked); text != wanted {
			t.Errorf("%s: %s", asked, text)
		}
	}
	if status, _ := gateway.get(t, "http", "/llama/metrics"); status != 404 {
		t.Errorf("a path that is not published: %d", status)
	}
}

func TestSharesAreWithinThreePerCent(t *testing.T) {
	w := testWorld(t)
	w.serve(t, "stable")
	w.serve(t, "canary")
	w.routes = []*httpRoute{testRoute(t,
		`[{backendRefs: [{name: stable, port: 80, weight: 90}, {name: canary, port: 80, weight: 10}]}]`)}
	gateway := startEnvoy(t, w)
	count := 0
	for range 2000 {
		if _, text := gateway.get(t, "http", "/v1/models"); strings.HasPrefix(text, "canary") {
			count++
		}
	}
	t.Logf("%d of 2000 requests went to the canary", count)
	if count < 140 || count > 260 {
		t.Errorf("%d of 2000 requests went to the canary, asked were 200", count)
	}
}

func TestAListenerEndsTLS(t *testing.T) {
	w := testWorld(t)
	w.serve(t, "llama")
	w.routes = []*httpRoute{testRoute(t, `[{backendRefs: [{name: llama, port: 80}]}]`)}
	w.gateways = []*gateway{parsed(t, `{metadata: {name: gw, namespace: ns, uid: u}, spec: {gatewayClassName: istio,
		listeners: [{name: https, port: 443, protocol: HTTPS, hostname: models.example.com,
		tls: {mode: Terminate, certificateRefs: [{kind: Secret, name: tls}]}}]}}`, gateway{})}
	resolved := w.gatewayStatus(w.gateways[0], nil).Listeners[0].Conditions
	expectReasons(t, resolved[3:], "ResolvedRefs=False InvalidCertificateRef")
	certificate, key := selfSigned(t, "models.example.com")
	secret := &corev1.Secret{Data: map[string][]byte{corev1.TLSCertKey: certificate, corev1.TLSPrivateKeyKey: key}}
	secret.Namespace, secret.Name = "ns", "tls"
	w.secrets = []*corev1.Secret{secret}
	gateway := startEnvoy(t, w)
	gateway.roots = x509.NewCertPool()
	gateway.roots.AppendCertsFromPEM(certificate)
	if status, text := gateway.get(t, "https", "/v1/models"); status != 200 || text != "llama /v1/models" {
		t.Errorf("%d %s", status, text)
	}
}

func TestARequestWithoutATokenIsRefused(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	encoded := base64.RawURLEncoding.EncodeToString
	jwks := fmt.Sprintf(`{"keys":[{"kty":"RSA","alg":"RS256","kid":"one","n":"%s","e":"AQAB"}]}`, encoded(key.N.Bytes()))
	token := func(issuer string) string {
		claims, _ := json.Marshal(object{"iss": issuer, "sub": "caller", "exp": time.Now().Add(time.Hour).Unix()})
		signed := encoded([]byte(`{"alg":"RS256","kid":"one"}`)) + "." + encoded(claims)
		sum := sha256.Sum256([]byte(signed))
		signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
		if err != nil {
			t.Fatal(err)
		}
		return "Bearer " + signed + "." + encoded(signature)
	}
	w := testWorld(t)
	w.serve(t, "llama")
	w.routes = []*httpRoute{testRoute(t, `[{backendRefs: [{name: llama, port: 80}]}]`)}
	authentication := parsed(t, `{metadata: {name: gw-callers, namespace: ns}, spec: {
		targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: gw}],
		jwtRules: [{issuer: "https://login.example.com"}]}}`, requestAuthentication{})
	authentication.Spec.JWTRules[0].JWKS = jwks
	w.authentications = []*requestAuthentication{authentication}
	w.policies = []*authorizationPolicy{parsed(t, `{metadata: {name: gw-callers, namespace: ns}, spec: {action: DENY,
		targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: gw}],
		rules: [{from: [{source: {notRequestPrincipals: ["*"]}}]}]}}`, authorizationPolicy{})}
	gateway := startEnvoy(t, w)
	for _, ask := range []struct {
		token  string
		status int
	}{
		{"", 403}, {"Bearer nonsense", 401}, {token("https://other.example.com"), 401},
		{token("https://login.example.com"), 200},
	} {
		if status, _ := gateway.get(t, "http", "/v1/models", "Authorization", ask.token); status != ask.status {
			t.Errorf("with the token %.20q: %d, not %d", ask.token, status, ask.status)
		}
	}
}

// serve adds a Service with a server that says which model it is, and what it was asked for.
func (w *world) serve(t *testing.T, model string) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		fmt.Fprintf(response, "%s %s", model, request.URL.Path)
	}))
	t.Cleanup(server.Close)
	port := int32(server.Listener.Addr().(*net.TCPAddr).Port)
	service := &corev1.Service{Spec: corev1.ServiceSpec{Ports: []corev1.ServicePort{{Name: "http", Port: 80,
		TargetPort: intstr.FromInt32(port)}}}}
	service.Namespace, service.Name = "ns", model
	name := "http"
	slice := &discoveryv1.EndpointSlice{Ports: []discoveryv1.EndpointPort{{Name: &name, Port: &port}},
		Endpoints: []discoveryv1.Endpoint{{Addresses: []string{"127.0.0.1"}}}}
	slice.Namespace, slice.Labels = "ns", map[string]string{discoveryv1.LabelServiceName: model}
	w.services, w.slices = append(w.services, service), append(w.slices, slice)
}

// runningEnvoy answers on a port of this machine in the place of each port of its Gateway.
type runningEnvoy struct {
	address string
	roots   *x509.CertPool
}

// get asks as the host models.example.com; empty values of headers are left out.
func (e *runningEnvoy) get(t *testing.T, scheme, path string, headers ...string) (int, string) {
	t.Helper()
	request, err := http.NewRequest("GET", scheme+"://models.example.com"+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for index := 0; index < len(headers); index += 2 {
		if headers[index+1] != "" {
			request.Header.Set(headers[index], headers[index+1])
		}
	}
	client := &http.Client{Transport: &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: e.roots},
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, e.address)
		},
	}}
	defer client.CloseIdleConnections()
	response, err := client.Do(request)
	if err != nil {
		return 0, err.Error()
	}
	defer response.Body.Close()
	text, _ := io.ReadAll(response.Body)
	return response.StatusCode, string(text)
}

// startEnvoy runs the Envoy in ENVOY with what the Gateway of a world makes of it, and waits until it listens.
func startEnvoy(t *testing.T, w *world) *runningEnvoy {
	t.Helper()
	program := os.Getenv("ENVOY")
	if program == "" {
		t.Skip("ENVOY is not set: `ENVOY=$(node programs/envoy/fetch.mjs)` in the root of the project")
	}
	config := w.config(w.gateways[0])
	port, administration := int32(testport.Free(t, "127.0.0.1")), int32(testport.Free(t, "127.0.0.1"))
	listener := config.listeners[0].(object)
	listener["address"] = socketAddress("127.0.0.1", port)
	clusters := list{}
	for _, source := range config.clusters {
		cluster := source.(object)
		// Read from a file, all is there at once: no discovery.
		delete(cluster, "eds_cluster_config")
		assignment := config.assignments[cluster["name"].(string)]
		delete(assignment, "@type")
		cluster["type"], cluster["load_assignment"] = "STATIC", assignment
		delete(cluster, "@type")
		clusters = append(clusters, cluster)
	}
	delete(listener, "@type")
	text, err := json.Marshal(object{
		"admin":            object{"address": socketAddress("127.0.0.1", administration)},
		"static_resources": object{"listeners": list{listener}, "clusters": clusters},
	})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "envoy.json")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	command := exec.Command(program, "--config-path", file, "--disable-hot-restart", "--concurrency", "1",
		"--log-level", "warning")
	var said bytes.Buffer
	command.Stderr = &said
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	t.Cleanup(func() { command.Process.Kill() })
	for {
		response, err := http.Get(fmt.Sprintf("http://127.0.0.1:%d/ready", administration))
		if err == nil {
			response.Body.Close()
			if response.StatusCode == 200 {
				return &runningEnvoy{address: fmt.Sprintf("127.0.0.1:%d", port)}
			}
		}
		select {
		case err := <-ended:
			t.Fatalf("Envoy ended (%v): %s", err, said.String())
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func selfSigned(t *testing.T, host string) (certificate, key []byte) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: host},
		DNSNames: []string{host}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true}
	content, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	keyContent, err := x509.MarshalECPrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: content}),
		pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: keyContent})
}
