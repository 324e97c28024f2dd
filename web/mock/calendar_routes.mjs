// The working calendar of the made-up organisation: GET, PUT with If-Match, versions.
const minute = 60_000;
const iso = (ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
const nine = [{ from: '09:00', to: '17:00' }];

const fresh = () => ({
  version: 3,
  weekdays: [nine, nine, nine, nine, [{ from: '09:00', to: '15:00' }], [], []],
  days_off: [
    { date: '2026-01-01', name: "New Year's Day" },
    { date: '2026-04-03', name: 'Good Friday' },
    { date: '2026-04-06', name: 'Easter Monday' },
    { date: '2026-05-01', name: 'Labour Day' },
    { date: '2026-12-24', name: 'Office closed' },
    { date: '2026-12-25', name: 'Christmas Day' },
    { date: '2026-12-31', name: "New Year's Eve" },
  ],
  working_day_seconds: 8 * 3600,
  time_zone: 'Europe/Berlin',
  saved_at: iso(Date.now() - 41 * 1440 * minute),
  saved_by: 'Ilse Okafor',
});

let calendar = fresh();

function send(response, status, body) {
  response.writeHead(status, {
    'content-type': status >= 400 ? 'application/problem+json' : 'application/json',
  });
  response.end(JSON.stringify(body));
  return true;
}

function conflict(response, detail) {
  return send(response, 412, {
    type: 'urn:throughline:412',
    title: 'Somebody else changed the calendar',
    status: 412,
    id: 'TL-9C07',
    detail,
    remedy: 'Look at the changes, or overwrite them.',
  });
}

function put(c, body) {
  if (c.mock.state === 'conflict') {
    calendar = {
      ...calendar,
      version: calendar.version + 1,
      days_off: [...calendar.days_off, { date: '2026-12-28', name: 'Bridge day' }],
      saved_by: 'Mara Veld',
      saved_at: iso(Date.now() - 2 * minute),
    };
    c.mock.state = 'ready';
    return conflict(c.response, 'Mara Veld changed the calendar 2 min ago.');
  }
  if (c.request.headers['if-match'] !== `"${calendar.version}"`) {
    return conflict(c.response, 'It was changed meanwhile.');
  }
  calendar = {
    ...calendar,
    ...body,
    version: calendar.version + 1,
    saved_by: 'Ilse Okafor',
    saved_at: iso(Date.now()),
  };
  return send(c.response, 200, calendar);
}

/** What was saved before: the same, with fewer days off and a full Friday. */
function versions() {
  const { weekdays, days_off, working_day_seconds } = calendar;
  const older = [
    { weekdays, days_off, working_day_seconds },
    { weekdays, days_off: days_off.slice(0, 5), working_day_seconds },
    { weekdays: [nine, nine, nine, nine, nine, [], []], days_off: [], working_day_seconds },
  ];
  return older.map((document, i) => ({
    version: calendar.version - i,
    saved_by: i % 2 ? 'Mara Veld' : 'Ilse Okafor',
    saved_at: iso(Date.now() - (41 + i * 60) * 1440 * minute),
    calendar: document,
  }));
}

export function calendarRoutes(c, path, url, method, body) {
  if (path !== '/calendar' && path !== '/calendar/versions') return false;
  if (c.mock.freshCalendar) {
    c.mock.freshCalendar = false;
    calendar = fresh();
  }
  if (path === '/calendar/versions') {
    const items = versions();
    return send(c.response, 200, { items });
  }
  if (method === 'PUT') return put(c, body);
  return send(c.response, 200, calendar);
}
