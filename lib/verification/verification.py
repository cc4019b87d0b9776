import concurrent.futures, json, os, random, re, ssl, subprocess, sys, tempfile, time
import urllib.error, urllib.parse, urllib.request

ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount/"


class Refused(Exception):
    pass


def read(path):
    with open(path) as file:
        return file.read()


def ask(url, body=None, headers=None, timeout=30, context=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json", **(headers or {})})
    try:
        with urllib.request.urlopen(request, timeout=timeout, context=context) as response:
            return response.read().decode()
    except urllib.error.HTTPError as error:
        raise Refused("%s %s" % (error.code, error.read().decode(errors="replace").strip()[:300] or error.reason))
    except OSError as error:
        raise Refused("no answer of %s: %s" % (urllib.parse.urlsplit(url).netloc, error))


def pods_of(plan, role):
    server = "https://%s:%s" % (os.environ["KUBERNETES_SERVICE_HOST"], os.environ["KUBERNETES_SERVICE_PORT"])
    selector = ",".join("%s=%s" % label for label in plan["roles"][role]["selector"].items())
    url = "%s/api/v1/namespaces/%s/pods?labelSelector=%s" % (server, plan["namespace"], urllib.parse.quote(selector))
    context = ssl.create_default_context(cafile=ACCOUNT + "ca.crt")
    items = json.loads(ask(url, headers={"Authorization": "Bearer " + read(ACCOUNT + "token").strip()}, context=context))["items"]
    ready = [pod for pod in items if any(c["type"] == "Ready" and c["status"] == "True" for c in pod["status"].get("conditions", []))]
    return {pod["metadata"]["name"]: pod["status"]["podIP"] for pod in ready if "deletionTimestamp" not in pod["metadata"]}


def total(text, metric):
    lines = [line for line in text.splitlines() if line.split("{")[0].split(" ")[0] == metric]
    return sum(float(line.rsplit(" ", 1)[1]) for line in lines)


# A pod has an engine for each rank with a port of its own, one after the other.
def ports(plan, role, first):
    return [plan["roles"][role][first] + rank for rank in range(plan["roles"][role].get("ranks", 1))]


# Engines by name: the pod's, with the port where the pod has several.
def engines(plan, pods, role):
    own = ports(plan, role, "enginePort")
    return {name if len(own) == 1 else "%s:%d" % (name, port): (address, port) for name, address in pods[role].items() for port in own}


def served_by(plan, pods, role):
    return ["%s:%d" % (address, port) for address in pods[role].values() for port in ports(plan, role, "servingPort")]


def counters(plan, pods):
    def one(item):
        role, name, address = item
        text = ask("http://%s:%d/metrics" % address)
        return role, name, {key: total(text, metric) for key, metric in plan["metrics"].items()}

    items = [(role, name, address) for role in pods for name, address in engines(plan, pods, role).items()]
    result = {role: {} for role in pods}
    for role, name, values in in_parallel(one, items, 16):
        result[role][name] = values
    return result


def in_parallel(work, items, workers):
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        return list(pool.map(work, items))


# No two prompts begin alike, so that none is found in a prefix cache.
def prompt():
    return " ".join("%x" % random.SystemRandom().randrange(1 << 24) for _ in range(200))


def complete(plan, url, headers=None, max_tokens=4, context=None):
    body = {"model": plan["model"], "prompt": prompt(), "max_tokens": max_tokens, "temperature": 0}
    answer = json.loads(ask(url + "/v1/completions", body, headers, timeout=120, context=context))
    if not answer.get("choices"):
        raise Refused("an answer without choices: %s" % json.dumps(answer)[:300])
    return answer


# As callers ask: with what the route and the authentication of the Gateway want of a request.
def complete_by_gateway(plan):
    token = os.environ.get("OPENAI_API_KEY")
    headers = {**plan.get("headers", {}), **({"Authorization": "Bearer " + token} if token else {})}
    # Inside of the cluster nothing knows the name that the certificate is for.
    context = unverified(headers.get("Host")) if plan["gateway"].startswith("https:") else None
    return complete(plan, plan["gateway"], headers, context=context)


# A listener with a host name takes only connections that ask for it.
def unverified(host):
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    wrap = context.wrap_socket
    if host is not None:
        context.wrap_socket = lambda socket, **options: wrap(socket, **{**options, "server_hostname": host})
    return context


def until(deadline, work):
    while True:
        try:
            return work()
        except Refused as error:
            if time.time() > deadline:
                raise
            print("waits: %s" % error, flush=True)
            time.sleep(2)


def ready_pods(plan, deadline):
    def all_roles():
        pods = {role: pods_of(plan, role) for role in plan["roles"]}
        missing = ["%d of %d %s pods" % (len(pods[role]), plan["roles"][role]["replicas"], role) for role in pods if len(pods[role]) < plan["roles"][role]["replicas"]]
        if missing:
            raise Refused("ready: " + ", ".join(missing))
        return pods

    return until(deadline, all_roles)


# Gateway and picker learn of the last pods a moment after these are ready, so what does not work at first is asked again.
def verify(plan, requests, patience):
    deadline = time.time() + patience
    until(deadline, lambda: complete_by_gateway(plan))
    while True:
        result = ask_many(plan, requests, ready_pods(plan, deadline))
        if not result["problems"] or time.time() > deadline:
            return result
        print("asks again: " + result["problems"][0], flush=True)
        time.sleep(2)


def ask_many(plan, requests, pods):
    before = counters(plan, pods)
    failures = []

    def one(_):
        try:
            complete_by_gateway(plan)
        except Refused as error:
            failures.append(str(error))

    in_parallel(one, range(requests), 8)
    after = counters(plan, pods)
    moved = {role: {name: {key: after[role][name][key] - before[role][name][key] for key in values} for name, values in before[role].items()} for role in pods}
    served = {role: sum(values["requests"] for values in moved[role].values()) for role in pods}
    answered = requests - len(failures)
    result = {
        **marks(engine_of(plan, pods)), "requests": requests, "answered": answered, "failures": sorted(set(failures))[:3],
        "pods": {role: sorted(moved[role]) for role in pods}, "served": served,
        "idle": {role: sorted(name for name, values in moved[role].items() if values["requests"] <= 0) for role in pods},
        "kvBytes": sum(values["kvBytes"] for values in moved["decode"].values()) if "kvBytes" in plan["metrics"] else None,
        "kvFailures": sum(values[key] for values in moved["decode"].values() for key in values if key.startswith("kvFailure")),
    }
    print("answered: %d of %d; served by %s" % (answered, requests, ", by ".join("%s pods: %d" % one for one in served.items())), flush=True)
    return {**result, "problems": problems_of(result)}


def problems_of(result):
    answered, served, problems = result["answered"], result["served"], []
    if result["failures"]:
        problems.append("%d of %d requests failed: %s" % (result["requests"] - answered, result["requests"], "; ".join(result["failures"])))
    if served["decode"] < answered:
        problems.append("decode pods served %d of %d requests" % (served["decode"], answered))
    if served.get("prefill", answered) < answered:
        problems.append("decode-only: prefill pods served %d of %d prompts; the pods that decode compute the others themselves" % (served["prefill"], answered))
    if result["kvBytes"] is not None and answered and result["kvBytes"] <= 0:
        problems.append("decode pods read no KV cache by NIXL")
    if result["kvFailures"]:
        problems.append("%d transfers of KV cache failed" % result["kvFailures"])
    for role in served:
        # Of fewer requests a pod may get none by chance.
        if result["idle"][role] and served[role] and result["requests"] >= 8 * len(result["pods"][role]):
            noun = "ranks" if ":" in result["idle"][role][0] else "pods"
            problems.append("%d of %d %s %s served nothing: %s" % (len(result["idle"][role]), len(result["pods"][role]), role, noun, ", ".join(result["idle"][role])))
    return problems


# A stand-in says that it is one. An engine that tells no version is not known, and no figure of it is compared.
def engine_of(plan, pods):
    def one(item):
        try:
            said = json.loads(ask("http://%s:%d/version" % item))
            version, stand_in = said.get("version"), said.get("stand_in")
        except (AttributeError, Refused, ValueError):
            return "unknown", None
        return "stand-in" if stand_in else "vllm" if version else "unknown", version

    answers = in_parallel(one, [address for role in pods for address in engines(plan, pods, role).values()], 16)
    kinds = [kind for kind in ("stand-in", "unknown", "vllm") if kind in {kind for kind, _ in answers}]
    return {"kind": (kinds or ["unknown"])[0], "versions": sorted({str(version) for _, version in answers if version})}


# What every result with figures begins with.
def marks(engine):
    return {"engine": engine, **({"notice": "stand-in: these figures say nothing about a GPU"} if engine["kind"] == "stand-in" else {})}


# The first request of a pair of pods shakes hands by NIXL, and its prompt waits for that. A pod that does both is asked
# once: what it compiles at its first request is not measured either.
def warm_up(plan, patience):
    pods = ready_pods(plan, time.time() + patience)
    if "prefill" not in pods:
        in_parallel(lambda address: complete(plan, "http://" + address), served_by(plan, pods, "decode"), len(pods["decode"]) or 1)
        print("warmed up %d pods" % len(pods["decode"]), flush=True)
        return {**marks(engine_of(plan, pods)), "pods": {role: sorted(pods[role]) for role in pods}, "problems": []}
    pairs = [(p, d) for p in served_by(plan, pods, "prefill") for d in served_by(plan, pods, "decode")]

    def one(pair):
        prefill, decode = pair
        complete(plan, "http://" + decode, {"x-prefiller-host-port": prefill})

    in_parallel(one, pairs, len(pods["decode"]))
    print("warmed up %d pairs of %d prefill and %d decode pods" % (len(pairs), len(pods["prefill"]), len(pods["decode"])), flush=True)
    return {**marks(engine_of(plan, pods)), "pairs": len(pairs), "pods": {role: sorted(pods[role]) for role in pods}, "problems": []}


def bench(plan, prompts, concurrency, inputs, outputs, patience, ttft, tpot):
    # Prompts that the gateway cannot send on yet would count as failed.
    until(time.time() + patience, lambda: complete_by_gateway(plan))
    warmed = warm_up(plan, patience)
    seed = random.SystemRandom().randrange(1 << 31)
    with tempfile.TemporaryDirectory() as folder:
        command = [
            "vllm", "bench", "serve", "--backend=openai", "--base-url=" + plan["gateway"], "--endpoint=/v1/completions", "--model=" + plan["model"],
            "--tokenizer=" + plan["tokenizer"], "--dataset-name=random", "--random-input-len=%d" % inputs, "--random-output-len=%d" % outputs,
            "--num-prompts=%d" % prompts, "--max-concurrency=%d" % concurrency, "--ignore-eos", "--seed=%d" % seed,
            "--percentile-metrics=ttft,tpot,itl,e2el", "--goodput", "ttft:%d" % ttft, "tpot:%d" % tpot, "--save-result", "--result-dir=" + folder, "--result-filename=result.json",
        ]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, bufsize=0)
        tell_progress(process.stdout, prompts)
        code = process.wait()
        if code != 0:
            return {**warmed, "problems": ["vllm bench serve ended with exit code %d" % code]}
        result = json.loads(read(os.path.join(folder, "result.json")))
    # vllm bench serve ends with exit code 0 whatever became of the requests.
    problems = [] if result["completed"] == prompts else ["%d of %d prompts completed" % (result["completed"], prompts)]
    kept = {key: value for key, value in result.items() if not isinstance(value, list)}
    return {**warmed, "seed": seed, "result": kept, "problems": problems}


# vllm bench serve draws a bar with carriage returns, and a node keeps a log by lines, so the bar would be read at its end.
def tell_progress(output, prompts):
    line, told, at = b"", 0, time.time()
    while True:
        chunk = output.read(4096)
        line += chunk
        *lines, line = re.split(rb"[\r\n]", line) if chunk else [line, b""]
        for text in (each.decode(errors="replace") for each in lines):
            bar = re.search(r"\| *(\d+)/%d \[" % prompts, text)
            if bar is None:
                print(text, file=sys.stderr, flush=True)
            elif int(bar[1]) >= told + max(1, prompts // 50) and (time.time() > at + 1 or told == 0):
                told, at = int(bar[1]), time.time()
                print("done: %d of %d prompts" % (told, prompts), flush=True)
        if not chunk:
            return


def main():
    plan = json.loads(read(os.environ["LLMD_PLAN"]))
    task, numbers = sys.argv[1], [int(word) for word in sys.argv[2:]]
    try:
        outcome = {"verify": verify, "warm-up": warm_up, "bench": bench}[task](plan, *numbers)
    except Refused as error:
        outcome = {"problems": [str(error)]}
    for problem in outcome["problems"]:
        print("FAILED: " + problem)
    print("RESULT " + json.dumps(outcome), flush=True)
    sys.exit(1 if outcome["problems"] else 0)


main()
