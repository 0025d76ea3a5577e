export type Sample = { name: string; explanation: string; curl: string; fetch: string }

/** The four routes an app calls, ready to run: with the hub's address, a location and a key filled in. */
export function codeSamples(hubUrl: string, locationId: string, key: string): Sample[] {
  const call = { hubUrl, key }
  return [
    sample(call, {
      name: 'Tags of a location',
      explanation: 'Names and ids, searched with searchText, paged with limit and skip.',
      method: 'GET',
      path: `/social-media-posting/${locationId}/tags?limit=20`,
    }),
    sample(call, {
      name: 'Details of a tag',
      explanation: 'Creates or updates what your app says about tags; {"tagIds": […]} reads tags by id.',
      method: 'POST',
      path: `/social-media-posting/${locationId}/tags/details`,
      body: { tagId: 'TAG_ID', details: { colour: '#4263eb', campaign: 'Spring' } },
    }),
    sample(call, {
      name: 'Statistics over time',
      explanation: 'From the hub’s own daily history: any range, by day, week or month.',
      method: 'GET',
      path: `/socialplanner/statistics.readonly?locationId=${locationId}&dateRange=30d&compare=previous`,
    }),
    sample(call, {
      name: 'Statistics of profiles',
      explanation: 'In the CRM’s own shape, so that existing code and its SDK work unchanged.',
      method: 'POST',
      path: `/social-media-posting/statistics?locationId=${locationId}`,
      headers: { Version: '2021-07-28' },
      body: { profileIds: ['PROFILE_ID'] },
    }),
  ]
}

type Call = { hubUrl: string; key: string }
type Route = {
  name: string
  explanation: string
  method: 'GET' | 'POST'
  path: string
  headers?: Record<string, string>
  body?: object
}

function sample({ hubUrl, key }: Call, route: Route): Sample {
  const url = hubUrl + route.path
  const headers = {
    Authorization: `Bearer ${key}`,
    ...route.headers,
    ...(route.body === undefined ? {} : { 'Content-Type': 'application/json' }),
  }
  return {
    name: route.name,
    explanation: route.explanation,
    curl: curlOf(url, route, headers),
    fetch: fetchOf(url, route, headers),
  }
}

function curlOf(url: string, { method, body }: Route, headers: Record<string, string>): string {
  return [
    `curl '${url}'`,
    ...(method === 'GET' ? [] : [`  -X ${method}`]),
    ...Object.entries(headers).map(([name, value]) => `  -H '${name}: ${value}'`),
    ...(body === undefined ? [] : [`  -d '${JSON.stringify(body)}'`]),
  ].join(' \\\n')
}

function fetchOf(url: string, { method, body }: Route, headers: Record<string, string>): string {
  const lines = Object.entries(headers).map(([name, value]) => `    ${quoteName(name)}: '${value}',`)
  return [
    `const response = await fetch('${url}', {`,
    ...(method === 'GET' ? [] : [`  method: '${method}',`]),
    '  headers: {',
    ...lines,
    '  },',
    ...(body === undefined ? [] : [`  body: JSON.stringify(${JSON.stringify(body)}),`]),
    '})',
    'console.log(await response.json())',
  ].join('\n')
}

const quoteName = (name: string) => (/^[a-z_$][\w$]*$/i.test(name) ? name : `'${name}'`)
