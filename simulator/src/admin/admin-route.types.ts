/** A call of the admin API, read. */
interface AdminCall {
  params: Record<string, string>
  query: Record<string, string | undefined>
  body: unknown
}

/** One route below `/admin/api`; what `run` gives is the answer, nothing is 204. */
export type AdminRoute = [
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  run: (call: AdminCall) => unknown,
]
