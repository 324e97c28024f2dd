// Asks the simulator through Prism, which checks every request and every answer against the
// vendor's OpenAPI documents.
import { agileRequests, platformRequests } from './prism_requests.mjs';
import { finish, skipUnlessSpecs, startSim } from './harness.mjs';
import { run, startPrism } from './prism_proxy.mjs';

// The places where recorded answers of real sites contradict the vendor's own schema; here reality
// wins, each with its reason.
function repairPlatform(spec) {
  // Real histories hold null where a side of a change is empty.
  const item = spec.components.schemas.ChangeDetails;
  for (const name of ['from', 'fromString', 'to', 'toString'])
    item.properties[name].nullable = true;
}

function repairAgile(spec) {
  // The vendor's example of a board's configuration has members its schema forbids.
  const get = spec.paths['/rest/agile/1.0/board/{boardId}/configuration'].get;
  const schema = get.responses['200'].content['application/json'].schema;
  delete schema.properties.location.additionalProperties;
  // "type" and "state" are declared as objects, but are lists of words.
  for (const path of ['/rest/agile/1.0/board', '/rest/agile/1.0/board/{boardId}/sprint'])
    for (const parameter of spec.paths[path].get.parameters)
      if (['type', 'state'].includes(parameter.name)) parameter.schema = { type: 'string' };
}

skipUnlessSpecs();
const sim = await startSim();
await run(
  await startPrism('jira-cloud/platform-v3.prism.json', repairPlatform, sim),
  platformRequests,
);
await run(
  await startPrism('jira-cloud/software-agile.prism.json', repairAgile, sim),
  agileRequests,
);
finish();
