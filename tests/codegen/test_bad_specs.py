"""What the generator says about specs that are wrong.

Each case is an edit of the fictional provider's spec: a text that stands in it once, what to put there instead, and
the problems that come of it; ``# <-`` marks the lines to be blamed, ``...`` ends a text of which only the beginning
matters.  One case: ``pytest tests/codegen/test_bad_specs.py -k unknown_key``.
"""

import pytest

from modelwire_codegen.check import ENDPOINT_OF
from modelwire_codegen.document import SpecError
from modelwire_codegen.pipeline import read

from .project import ROOT, Project

SCHEMA = ROOT / "specs/provider.schema.json"
CHAT = "$.endpoints.chat[0]"
ACME = (ROOT / "tests/codegen/golden/specs/acme.yaml").read_text()
(CAPABILITIES,) = [line for line in ACME.splitlines() if line.startswith("capabilities: ")]
LISTED = CAPABILITIES.removeprefix("capabilities: [").removesuffix("]").split(", ")
UNLISTED = {"chat": "chat", **ENDPOINT_OF}
"""The endpoint of each capability that has one, which the fictional provider has all of."""

SHAPE = {
    "unknown_key": (
        "name: Acme AI",
        "name: Acme AI\nnmae: Acme AI # <-",
        "$.nmae: there is no such key here; did you mean 'name'?",
    ),
    "unknown_key_like_no_other": (
        "      codes: [bad_request]",
        "      codes: [bad_request]\n      zzz: 1 # <-",
        "$.errors.messages[0].zzz: there is no such key here; known are pattern, statuses, codes, kind",
    ),
    "quirk_of_another_protocol": (
        "    encoding: float",
        "    encoding: float\n    stream_usage: true # <-",
        "$.endpoints.embeddings.stream_usage: there is no such key here; ...",
    ),
    "key_of_no_auth_scheme": (
        "  - scheme: token-provider",
        "  - scheme: token-provider\n    env: [ACME_TOKEN] # <-",
        "$.auth[2].env: there is no such key here; known are setting, scheme, when",
    ),
    "missing_key": (
        "lifecycle:\n  status: deprecated",
        "lifecycle: # <-",
        "$.lifecycle: 'status' is missing (Whether the provider's service is there to stay)",
    ),
    "missing_evidence_of_a_rule": (
        "        - why: Thinking refuses a temperature.\n          source: https://docs.acme.example/thinking\n",
        "        - why: Thinking refuses a temperature. # <-\n",
        f"{CHAT}.rules[0]: 'source' is missing (Address, or package and version, that the facts were read from; ...",
        "$.endpoints.chat[2].rules[0]: 'source' is missing (Address, or package and version, that the facts were ...",
    ),
    "unknown_form_of_content": (
        "        file: [data, id]",
        "        file: [date, id] # <-",
        f"{CHAT}.content.file[0]: 'date' is not a form of content; did you mean 'data'?",
        "$.endpoints.chat[2].content.file[0]: 'date' is not a form of content; did you mean 'data'?",
    ),
    "unclassified_content": (
        "        audio: []\n",
        "",
        f"{CHAT}.content: 'audio' is missing (How sound is taken; none if the list is empty)",
        "$.endpoints.chat[2].content: 'audio' is missing (How sound is taken; none if the list is empty)",
    ),
    "missing_field_of_a_scheme": (
        "  - scheme: header\n    header: x-acme-key",
        "  - scheme: header # <-",
        "$.auth[1]: 'header' is missing (Header that carries the key)",
    ),
    "missing_scope_of_a_scheme": (
        "  - scheme: azure-default\n    scope: https://acme.example/.default",
        "  - scheme: azure-default # <-",
        "$.auth[5]: 'scope' is missing (What the tokens are for, such as https://ai.azure.com/.default)",
    ),
    "wrong_type": (
        "      max_output: 8192",
        '      max_output: "8192" # <-',
        "$.catalog.models[0].max_output: must be a whole number, not '8192': take off the quotes",
    ),
    "number_for_text": (
        "version_in_body: acme-2026",
        "version_in_body: 1.10 # <-",
        f"{CHAT}.version_in_body: must be text, not 1.10: put it in quotes",
    ),
    "scalar_for_mapping": (
        "lifecycle:\n  status: deprecated\n  date: 2027-03-01\n  successor: zenith",
        "lifecycle: active # <-",
        "$.lifecycle: must be a mapping, not 'active'",
    ),
    "nothing_for_list": (
        CAPABILITIES,
        "capabilities: # <-",
        "$.capabilities: must be a list, not nothing: leave the key out if there is nothing to say",
        *(
            f"$.endpoints.{endpoint}: the capability `{word}` is not listed: add it, or delete the endpoint"
            for word, endpoint in UNLISTED.items()
            if word in LISTED
        ),
    ),
    "empty_list": (
        "env: [ACME_API_KEY, ACME_KEY]",
        "env: [] # <-",
        "$.auth[0].env: is empty: fill it, or leave the key out",
    ),
    "listed_twice": (
        "      supports: [tools]",
        "      supports: [tools, tools] # <-",
        "$.catalog.models[0].supports: 'tools' is listed twice",
    ),
    "bad_date": (
        "checked: 2026-11-03",
        "checked: 2026-02-30 # <-",
        "$.catalog.models[0].price.checked: '2026-02-30' is not a date (year-month-day, such as 2026-11-23)",
    ),
    "unknown_word": (
        "reasoning_replay: tool-turns",
        "reasoning_replay: tool-turn # <-",
        "$.endpoints.chat[2].reasoning_replay: 'tool-turn' is not a way of replaying reasoning; did you mean ...",
    ),
    "unknown_condition": (
        "          unless: {n: [2], stop: any, options.recall.depth: [deep]}",
        "          unless: {n: [2], stop: some} # <-",
        f"{CHAT}.rules[0].unless.stop: 'some' is not a condition on a parameter; known are any",
        "$.endpoints.chat[2].rules[0].unless.stop: 'some' is not a condition on a parameter; known are any",
    ),
    "unknown_protocol": (
        "protocol: anthropic-messages",
        "protocol: anthropic-massages # <-",
        "$.endpoints.batches[1].endpoints.anthropic-messages: "
        "no route of chat speaks 'anthropic-messages': add one, or delete this",
        f"{CHAT}.protocol: 'anthropic-massages' is not a protocol of chat; did you mean 'anthropic-messages'?",
    ),
    "unknown_error_kind": (
        "    402: quota-exceeded",
        "    402: quota-exceded # <-",
        "$.errors.statuses.402: 'quota-exceded' is not an error kind; did you mean 'quota-exceeded'?",
    ),
    "unknown_error_kind_of_a_code": (
        '"2063": {kind: rate-limit, retryable: false}',
        '"2063": {kind: slow-down, retryable: false} # <-',
        "$.errors.codes.2063.kind: 'slow-down' is not an error kind; known are invalid-request, ...",
    ),
    "status_that_is_none": (
        "    402: quota-exceeded",
        "    4o2: quota-exceeded # <-",
        "$.errors.statuses.4o2: '4o2' is not an HTTP status (100 to 599)",
    ),
    "unknown_capability": (
        "      lacks: [vision, reasoning]",
        "      lacks: [vison, reasoning] # <-",
        "$.catalog.models[0].lacks[0]: 'vison' is not a feature of a model; did you mean 'vision'?",
    ),
    "unknown_parameter": (
        "        fixed: {n: 1}",
        "        fixed: {m: 1} # <-",
        *(
            problem
            for chat in (CHAT, "$.endpoints.chat[2]")
            for problem in (
                f"{chat}.parameters.fixed.m: 'm' is not a parameter of chat; known are audio, ...",
                f"{chat}.parameters.fixed.m: 'm' is not in `sent`: list it there, or delete this",
            )
        ),
    ),
    "tier_without_rates": (
        "{above: 200_000, input: 4.00, output: 17.00}",
        "{above: 200_000} # <-",
        "$.catalog.models[0].price.tiers[0]: needs 2 keys or more, not 1",
    ),
    "negative_price": (
        "      price: {input: 0.02, per_request: 0.0001, per_search: 0.002}",
        "      price: {input: 0.02, per_request: -0.0001, per_search: 0.002} # <-",
        "$.catalog.models[2].price.per_request: must be at least 0, not -0.0001",
    ),
    "not_a_route": (
        "  models:\n    protocol: model-list",
        "  models:\n    - model-list # <-\n  modles: # <-\n    protocol: model-list",
        "$.endpoints.models[0]: must be a mapping, not 'model-list'",
        "$.endpoints.modles: there is no such key here; did you mean 'models'?",
    ),
}

HANGING_TOGETHER = {
    "batches_of_what_no_chat_speaks": (
        "    endpoints: {openai-chat: /v1/chat/completions, openai-responses: /v1/responses}",
        "    endpoints: {openai-chat: /v1/chat/completions, llama-chat: /v1/llama} # <-",
        "$.endpoints.batches[4].endpoints.llama-chat: no route of chat speaks 'llama-chat': add one, or delete this",
    ),
    "pattern_of_ids": (
        'id_pattern: "[a-z0-9-]+"',
        'id_pattern: "[a-z" # <-',
        "$.endpoints.batches[4].id_pattern: is not a regular expression of Python: unterminated character set...",
    ),
    "id_is_not_the_files_name": (
        "id: acme\n",
        "id: acne # <-\n",
        "$.id: must be 'acme', as the file is called acme.yaml",
    ),
    "alias_is_a_module": (
        "aliases: [acme_ai]",
        "aliases: [client, lambda] # <-",
        "$.aliases[0]: 'client' is taken by Python or by modelwire itself: choose another id",
        "$.aliases[1]: 'lambda' is taken by Python or by modelwire itself: choose another id",
    ),
    "alias_is_the_id": (
        "aliases: [acme_ai]",
        "aliases: [acme] # <-",
        "$.aliases[0]: 'acme' is the id itself: delete the alias",
    ),
    "class_is_a_base": (
        "class: AcmeAIProvider",
        "class: ChatProvider # <-",
        "$.class: 'ChatProvider' is a class of modelwire itself: choose another name",
    ),
    "free_names_without_deployments": (
        "  deployments:\n    doc: Which model stands behind a deployment's name.\n    type: mapping\n    default: {}\n",
        "",
        "$.free_names: needs the setting `deployments`, a mapping, to tell which model a name means",
    ),
    "prices_for_no_setting": (
        "  when: {legacy: false}",
        "  when: {legcay: false}",
        "$.catalog.when.legcay: there is no setting 'legcay'; did you mean 'legacy'?",
    ),
    "header_for_extra_fields_names_no_setting": (
        'header: x-acme-extra, value: "{region}"}',
        'header: x-acme-region, value: "{regoin}"} # <-',
        f"{CHAT}.extra_fields.value: there is no setting 'regoin' to fill in; did you mean 'region'?",
        f"{CHAT}.extra_fields.header: the header x-acme-region is given twice: delete one",
    ),
    "setting_is_a_base_member": (
        "  shards:",
        "  headers: # <-",
        "$.settings.headers: 'headers' is a member of every provider: choose another name",
    ),
    "setting_is_the_address": (
        "  shards:",
        "  base_url: # <-",
        "$.settings.base_url: 'base_url' is a member of every provider: choose another name",
    ),
    "setting_is_a_keyword": (
        "  shards:",
        "  class: # <-",
        "$.settings.class: 'class' is taken by Python or by the generated class: choose another name",
    ),
    "setting_hides_a_type": (
        "  shards:",
        "  str: # <-",
        "$.settings.str: 'str' is taken by Python or by the generated class: choose another name",
    ),
    "setting_is_a_credential": (
        "  shards:",
        "  admin_key: # <-",
        "$.settings.admin_key: 'admin_key' is a setting of `auth` already: delete one or choose another name",
    ),
    "credential_is_a_base_member": (
        "    setting: token_provider",
        "    setting: auth # <-",
        "$.auth[2].setting: 'auth' is a member of every provider: choose another name",
    ),
    "credential_of_two_types": (
        "    setting: token_provider",
        "    setting: api_key # <-",
        "$.auth[2].setting: 'api_key' is a key in one entry and a callable in another: use two settings",
    ),
    "list_without_header": (
        "    header: x-acme-beta\n    list_header: true",
        "    list_header: true # <-",
        "$.settings.betas.list_header: needs `header`, the header that carries the list",
    ),
    "mapping_in_a_header": (
        "    type: mapping\n",
        "    type: mapping\n    header: x-deployments # <-\n",
        "$.settings.deployments.header: a mapping cannot travel in a header",
    ),
    "required_with_default": (
        "    required: true",
        "    required: true # <-\n    default: 1",
        "$.settings.shards.required: a setting with a default is never missing: delete one of the two",
    ),
    "default_of_another_type": (
        "    default: false",
        "    default: 0 # <-",
        "$.settings.legacy.default: must be of the setting's type, boolean",
    ),
    "default_that_is_no_choice": (
        "    default: global",
        "    default: mars # <-",
        "$.settings.region.default: must be one of global, us, eu",
    ),
    "default_that_does_not_match": (
        "    header: X-Acme-Project",
        "    header: X-Acme-Project\n    default: x1 # <-",
        r"$.settings.project.default: does not match the setting's pattern '\\d+(-\\d+)*'",
    ),
    "choices_of_a_number": (
        "    type: integer",
        "    type: integer\n    enum: ['1'] # <-",
        "$.settings.shards.enum: is only for settings that are one text",
    ),
    "pattern_that_does_not_compile": (
        r"    pattern: '\d+(-\d+)*'",
        r"    pattern: '\d+(-\d+*' # <-",
        "$.settings.project.pattern: is not a regular expression of Python: ...",
    ),
    "message_that_does_not_compile": (
        "    - pattern: 'at most ",
        "    - pattern: '(at most ",
        "$.errors.messages[0].pattern: is not a regular expression of Python: ...",
    ),
    "message_with_another_group": (
        r"(?P<actual>\d+)",
        r"(?P<actuel>\d+)",
        "$.errors.messages[0].pattern: the group 'actuel' means nothing; known are limit and actual",
    ),
    "condition_on_no_setting": (
        "    - when: {region: global}",
        "    - when: {regoin: global} # <-",
        "$.base_url.choices[0].when.regoin: there is no setting 'regoin'; did you mean 'region'?",
    ),
    "condition_that_is_never_so": (
        "    - when: {region: global}",
        "    - when: {region: globe} # <-",
        "$.base_url.choices[0].when.region: region is never 'globe'; did you mean 'global'?",
    ),
    "condition_of_a_way_to_authenticate": (
        "    when: {project: set}",
        "    when: {account: set} # <-",
        "$.auth[4].when.account: there is no setting 'account'; known are admin_key, api_key, base_url, ...",
    ),
    "condition_of_a_route": (
        "    - when: {legacy: true}\n",
        "    - when: {legasy: true} # <-\n",
        f"{CHAT}.when.legasy: there is no setting 'legasy'; did you mean 'legacy'?",
    ),
    "hole_in_an_address": (
        "  url: https://{region}.acme.example/v1",
        "  url: https://{area}.acme.example/v1 # <-",
        "$.base_url.url: there is no setting 'area' to fill in; known are ...",
    ),
    "model_in_an_address": (
        "  url: https://{region}.acme.example/v1",
        "  url: https://{model}.acme.example/v1 # <-",
        "$.base_url.url: there is no setting 'model' to fill in; known are ...",
    ),
    "hole_in_a_path": (
        'path: "/projects/{project}/models/{+model}:chat"',
        'path: "/projects/{projects}/models/{+model}:chat" # <-',
        f"{CHAT}.path: there is no setting 'projects' to fill in; did you mean 'project'?",
    ),
    "hole_in_a_header": (
        '  x-acme-region: "{region}/main"',
        '  x-acme-region: "{area}/main" # <-',
        "$.headers.x-acme-region: there is no setting 'area' to fill in; known are ...",
    ),
    "hole_in_a_query": (
        "query: {version: 2, trace: false}",
        'query: {version: "{versoin}"} # <-',
        f"{CHAT}.query.version: there is no setting 'versoin' to fill in; known are ...",
    ),
    "secret_in_an_address": (
        "  url: https://{region}.acme.example/v1",
        "  url: https://acme.example/{api_key} # <-",
        "$.base_url.url: {api_key} is a credential; credentials travel by `auth` only",
    ),
    "mapping_in_a_path": (
        'path: "/projects/{project}/models/{+model}:chat"',
        'path: "/projects/{deployments}" # <-',
        f"{CHAT}.path: {{deployments}} is a mapping and cannot be filled in",
    ),
    "brace_in_a_header": (
        '  x-acme-region: "{region}/main"',
        '  x-acme-region: "{Region}/main" # <-',
        "$.headers.x-acme-region: a brace stands alone: placeholders are written {setting}",
    ),
    "header_given_twice": (
        'acme-version: "2026-10-01"',
        'acme-version: "2026-10-01"\n  Acme-Version: "2026-10-02" # <-',
        "$.headers.Acme-Version: the header Acme-Version is given twice: delete one",
    ),
    "header_given_by_a_setting_too": (
        "    header: X-Acme-Project",
        "    header: Acme-Version # <-",
        "$.settings.project.header: the header Acme-Version is given twice: delete one",
    ),
    "header_of_a_route_given_twice": (
        '      headers: {anthropic-version: "2023-06-01"}',
        '      headers: {X-ACME-KEY: "2023-06-01"} # <-',
        f"{CHAT}.headers.X-ACME-KEY: the header X-ACME-KEY is given twice: delete one",
    ),
    "capability_without_endpoint": (
        "  models:\n    protocol: model-list\n    path: /models\n    items: models\n    id: name\n"
        "    strip_id_prefix: models/\n    created: created_at\n    title: display.name\n"
        "    next_page: {cursor: next, parameter: page_token}\n    page: {limit: 1000}\n"
        "    health_path: /key\n    omits_empty: true\n",
        "",
        f"$.capabilities[{LISTED.index('list_models')}]: 'list_models' needs an endpoint `models`: "
        "add it, or delete the capability",
    ),
    "endpoint_without_capability": (
        ", embeddings, ",
        ", ",
        "$.endpoints.embeddings: the capability `embeddings` is not listed: add it, or delete the endpoint",
    ),
    "unclassified_parameter": (
        "      sent: [dimensions]",
        "      sent: []",
        "$.endpoints.embeddings.parameters: unclassified: dimensions; list each in `sent` or in `unsupported`",
    ),
    "contradictory_parameter": (
        "      unsupported: [user, input_type]",
        "      unsupported: [user, input_type, dimensions] # <-",
        "$.endpoints.embeddings.parameters.unsupported[2]: 'dimensions' is in `sent` and in `unsupported`: delete one",
    ),
    "table_for_what_is_not_sent": (
        "      unsupported: [user, input_type]",
        "      unsupported: [user, input_type]\n      renamed: {user: user_id} # <-",
        "$.endpoints.embeddings.parameters.renamed.user: 'user' is not in `sent`: list it there, or delete this",
    ),
    "limits_upside_down": (
        "          n: {max: 4}",
        "          n: {min: 5, max: 4} # <-",
        f"{CHAT}.parameters.limits.n: min 5 is above max 4",
        "$.endpoints.chat[2].parameters.limits.n: min 5 is above max 4",
    ),
    "limits_without_limit": (
        "          n: {max: 4}",
        "          n: {policy: clamp} # <-",
        f"{CHAT}.parameters.limits.n: needs `min`, `max` or both",
        "$.endpoints.chat[2].parameters.limits.n: needs `min`, `max` or both",
    ),
    "rule_without_effect": (
        "          unsupported: [temperature]\n",
        "",
        f"{CHAT}.rules[0]: changes nothing; it needs one of sent, unsupported, renamed, values, becomes, limits, ...",
        "$.endpoints.chat[2].rules[0]: changes nothing; it needs one of sent, unsupported, renamed, values, ...",
    ),
    "rule_that_contradicts_itself": (
        "          sent: [top_p]\n",
        "          sent: [top_p]\n          unsupported: [top_p] # <-\n",
        f"{CHAT}.rules[1].unsupported[0]: 'top_p' is in `sent` and in `unsupported`: delete one",
        "$.endpoints.chat[2].rules[1].unsupported[0]: 'top_p' is in `sent` and in `unsupported`: delete one",
    ),
    "rule_on_what_is_never_given": (
        "          unless: {n: [2], stop: any, options.recall.depth: [deep]}",
        "          unless: {seed: [2]} # <-",
        f"{CHAT}.rules[0].unless.seed: 'seed' is sent on no route, so that this is never so",
        "$.endpoints.chat[2].rules[0].unless.seed: 'seed' is sent on no route, so that this is never so",
    ),
    "route_that_is_never_reached": (
        '    - models: ["acme-new*"]\n      protocol',
        "    - protocol",
        "$.endpoints.chat[2]: is never reached: the route before it takes every request",
    ),
    "option_named_like_a_parameter": (
        "        persona:\n",
        "        user_id: # <-\n",
        f"{CHAT}.options.user_id: 'user_id' is what a parameter in `sent` is called already: delete one",
    ),
    "option_of_two_types": (
        "        tags:\n          type: array",
        "        persona: # <-\n          type: array",
        "$.endpoints.chat[2].options.persona: 'persona' has another shape on another route: make them agree",
    ),
    "option_that_is_a_keyword": (
        "        tags:\n",
        "        from: # <-\n",
        "$.endpoints.chat[2].options.from: 'from' is taken by Python and cannot be a key of generated options",
    ),
    "words_for_an_option_that_is_no_text": (
        "          header: x-acme-tags",
        "          header: x-acme-tags\n          enum: [a] # <-",
        "$.endpoints.chat[2].options.tags.enum: is only for options of the type string",
    ),
    "keys_of_an_option_that_is_no_object": (
        "          header: x-acme-tags",
        "          header: x-acme-tags\n          fields: {a: {type: string}} # <-",
        "$.endpoints.chat[2].options.tags.fields: is only for options of the type object",
    ),
    "key_of_an_option_that_is_a_keyword": (
        "            days: {type: array, items: {type: integer}}",
        "            from: {type: array} # <-",
        f"{CHAT}.options.recall.fields.from: 'from' is taken by Python and cannot be a key of generated options",
    ),
    "rule_on_an_option_that_there_is_not": (
        "options.recall.depth: [deep]}",
        "options.recal.depth: [deep]} # <-",
        f"{CHAT}.rules[0].unless['options.recal.depth']: there is no such option here; did you mean 'options.recall'?",
        "$.endpoints.chat[2].rules[0].unless['options.recal.depth']: there is no such option here; did you mean ...",
    ),
    "model_listed_twice": (
        "    - id: acme-old\n",
        "    - id: acme-xl # <-\n",
        "$.catalog.models[1].id: 'acme-xl' is an id or alias of 'acme-xl' already: delete one",
    ),
    "successor_that_is_no_model": (
        "      successor: acme-xl",
        "      successor: acme-xxl # <-",
        "$.catalog.models[1].successor: no model is called 'acme-xxl'; did you mean 'acme-xl'?",
    ),
    "effort_that_there_is_not": (
        "            none: {thinking: {type: disabled}}",
        "            nine: {thinking: {type: disabled}} # <-",
        f"{CHAT}.parameters.becomes.reasoning_effort.nine: 'nine' is not an effort of reasoning; did you mean 'none'?",
        "$.endpoints.chat[2].parameters.becomes.reasoning_effort.nine: 'nine' is not an effort of reasoning; did ...",
    ),
    "alias_of_two_models": (
        "    - id: acme-old\n",
        "    - id: acme-old\n      aliases: [acme-largest] # <-\n",
        "$.catalog.models[1].aliases[0]: 'acme-largest' is an id or alias of 'acme-xl' already: delete one",
    ),
    "feature_there_and_not_there": (
        "      lacks: [vision, reasoning]",
        "      lacks: [tools, reasoning] # <-",
        "$.catalog.models[0].lacks[0]: 'tools' is in `supports` and in `lacks`: delete one",
    ),
}

EXCUSE = "mend it, or say in `confirmed` of the price why it is right"
PRICES = {
    "too_dear": (
        "        input: 2.00",
        "        input: 2000.01 # <-",
        f"input: 2000.01 is not between 0.001 and 2000 per million tokens: {EXCUSE}",
        "output: 8.50 is not 0.5 to 100 times the input's 2000.01: ...",
    ),
    "too_cheap": (
        "      price: {input: 0.02, per_request: 0.0001, per_search: 0.002}",
        "      price: {input: 0.0009, per_request: 0.0001, per_search: 0.002} # <-",
        f"input: 0.0009 is not between 0.001 and 2000 per million tokens: {EXCUSE}",
    ),
    "free_without_a_word": (
        "      price: {input: 0, confirmed: It is free until it is retired.}",
        "      price: {input: 0} # <-",
        f"input: 0 is not between 0.001 and 2000 per million tokens: {EXCUSE}",
    ),
    "output_too_dear": (
        "        output: 8.50",
        "        output: 200.01 # <-",
        f"output: 200.01 is not 0.5 to 100 times the input's 2.00: {EXCUSE}",
    ),
    "output_too_cheap": (
        "        output: 8.50",
        "        output: 0.99 # <-",
        f"output: 0.99 is not 0.5 to 100 times the input's 2.00: {EXCUSE}",
    ),
    "cached_above_input": (
        "        cached_input: 0.20",
        "        cached_input: 2.01 # <-",
        f"cached_input: 2.01 is more than the input's 2.00: {EXCUSE}",
    ),
    "tier_too_dear": (
        "{above: 200_000, input: 4.00, output: 17.00}",
        "{above: 200_000, input: 4.00, output: 1_700.00} # <-",
        f"tiers[0].output: 1700.00 is not 0.5 to 100 times the input's 4.00: {EXCUSE}",
    ),
    "hours_too_cheap": (
        'utc: ["00:00-24:00"], input: 1.50}',
        'utc: ["00:00-24:00"], input: 0.0001} # <-',
        f"hours[0].input: 0.0001 is not between 0.001 and 2000 per million tokens: {EXCUSE}",
    ),
    "batch_output_against_plain_input": (
        "        batch: {input: 1.00, output: 4.25}",
        "        batch: {output: 0.25} # <-",
        f"batch.output: 0.25 is not 0.5 to 100 times the input's 2.00: {EXCUSE}",
    ),
    "tiers_out_of_order": (
        "          - {above: 200_000, input: 4.00, output: 17.00}",
        "          - {above: 200_000, input: 4.00}\n          - {above: 200_000, input: 5.00} # <-",
        "tiers[1].above: must be larger than that of the tier before",
    ),
    "change_too_dear": (
        "            output: 12.75",
        "            output: 1275.00 # <-",
        f"changes[0].output: 1275.00 is not 0.5 to 100 times the input's 3.00: {EXCUSE}",
    ),
    "change_that_forgets": (
        "          - date: 2027-01-01\n            input: 3.00\n",
        "          - date: 2027-01-01 # <-\n",
        "changes[0]: must say everything again; missing: input",
    ),
    "changes_out_of_order": (
        '            hours: [{days: [sun], utc: ["00:00-24:00"], input: 2.25}]',
        """            hours: &sunday [{days: [sun], utc: ["00:00-24:00"], input: 2.25}]
          - {input: 3, output: 13, cached_input: 1, tiers: [{above: 9, input: 9}], batch: {input: 2}, hours: *sunday,
             date: 2027-01-01} # <-""",
        "changes[1].date: must be later than that of the change before",
    ),
}


def problems(project: Project) -> list[str]:
    """The lines about a project's specs, without the files' names."""
    with pytest.raises(SpecError) as caught:
        read(project.specs, SCHEMA)
    return [line.removeprefix("specs/acme.yaml:") for line in str(caught.value).splitlines()]


def spoil(acme: str, old: str, new: str) -> tuple[str, set[str]]:
    """The edited spec, and the numbers of the lines that are marked in it."""
    assert acme.count(old) == 1, f"{old!r} stands {acme.count(old)} times in the spec"
    spoilt = acme.replace(old, new)
    return spoilt, {str(number) for number, line in enumerate(spoilt.splitlines(), 1) if line.endswith("# <-")}


@pytest.mark.parametrize("case", (SHAPE | HANGING_TOGETHER).values(), ids=(SHAPE | HANGING_TOGETHER).keys())
def test_says_what_is_wrong_and_where(case: tuple[str, ...], acme: str, project: Project) -> None:
    old, new, *expected = case
    spoilt, marked = spoil(acme, old, new)
    project.write(spoilt)
    found = [line.partition(": ") for line in problems(project)]
    for (_, _, text), wanted in zip(sorted(found, key=lambda line: line[2]), sorted(expected), strict=True):
        assert text == wanted or (wanted.endswith("...") and text.startswith(wanted[:-3]))
    if marked:
        assert marked <= {number for number, _, _ in found}


@pytest.mark.parametrize("case", PRICES.values(), ids=PRICES.keys())
def test_doubts_prices(case: tuple[str, ...], acme: str, project: Project) -> None:
    old, new, *expected = case
    spoilt, marked = spoil(acme, old, new)
    project.write(spoilt)
    found = problems(project)
    for line, wanted in zip(found, expected, strict=True):
        assert wanted.removesuffix("...") in line
    assert marked <= {line.partition(": ")[0] for line in found}


def test_takes_a_price_that_is_confirmed(acme: str, project: Project) -> None:
    project.write(acme.replace("        input: 2.00", "        input: 5000\n        confirmed: Asked them, it is."))
    assert read(project.specs, SCHEMA)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("id: acme\n", "id: acme2\n", "$.aliases[0]: 'acme_ai' is taken by specs/acme.yaml: choose another"),
        ("aliases: [acme_ai]", "aliases: [acme]", "$.aliases[0]: 'acme' is taken by specs/acme.yaml: choose another"),
        ("aliases: [acme_ai]\n", "", "$.class: 'AcmeAIProvider' is taken by specs/acme.yaml: choose another"),
    ],
    ids=["alias of two", "alias is another's id", "class of two"],
)
def test_names_are_unique_over_all_specs(old: str, new: str, problem: str, acme: str, project: Project) -> None:
    project.write(spoil(acme, old, new)[0].replace("id: acme\n", "id: acme2\n"), "acme2.yaml")
    assert any(line.endswith(problem) and line.startswith("specs/acme2.yaml:") for line in problems(project))


def test_two_files_of_one_id(acme: str, project: Project) -> None:
    project.write(acme, "zenith.yaml")
    found = problems(project)
    assert "specs/zenith.yaml:2: $.id: must be 'zenith', as the file is called zenith.yaml" in found
    assert "specs/zenith.yaml:2: $.id: 'acme' is taken by specs/acme.yaml: choose another" in found


def test_tells_everything_at_once_and_writes_nothing(acme: str, project: Project) -> None:
    project.generate()
    before = project.content()
    spoilt = acme
    for case in (
        SHAPE["unknown_key"],
        SHAPE["wrong_type"],
        SHAPE["unknown_error_kind"],
        HANGING_TOGETHER["unclassified_parameter"],
        HANGING_TOGETHER["header_given_twice"],
        PRICES["output_too_cheap"],
    ):
        spoilt, _ = spoil(spoilt, case[0], case[1].replace(" # <-", ""))
    project.write(spoilt + "\nname: Again\n")
    project.write("id: [", "broken.yaml")
    status, lines = project.run()
    assert status == 1
    assert len(lines) == 8
    assert [line.partition(":")[0] for line in lines] == ["specs/acme.yaml"] * 7 + ["specs/broken.yaml"]
    assert project.content() == before
