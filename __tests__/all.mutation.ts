// All tests that run in one process, as one file: a mutant is judged after loading lib/ once and not once a file. The quickest come first.
import './golden.test';
import './seed/seed.test';
import './rules/spec-rules.test';
import './rules/refused.test';
import './rules/waivers.test';
import './facts/memory.test';
import './pools.test';
import './releases.test';
import './constructs.test';
import './rules/report.test';
import './rules/book.test';
import './rules/page.test';
import './synth/output-folder.test';
import './app.test';
import './synth/order.test';
import './synth/yaml.test';
import './schema/schema.test';
