import {
  context,
  type Span as OtelSpan,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  SamplingDecision,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import { PrismaInstrumentation } from '@prisma/instrumentation'
import type { Span, SpanAttributes, Tracing } from './tracing.ts'

/**
 * Tracing by OpenTelemetry: spans go out in batches as OTLP over HTTP. Requests carry on the trace of their caller
 * (traceparent); Prisma adds a span for each query, with its SQL and without its values. Once a process.
 */
export function startOpenTelemetry(options: {
  readonly endpoint: string
  readonly service: string
}): Tracing {
  const exporter = new OTLPTraceExporter({ url: `${options.endpoint.replace(/\/$/, '')}/v1/traces` })
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': options.service }),
    sampler: new ParentBasedSampler({ root: ofWork }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  })
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  propagation.setGlobalPropagator(new W3CTraceContextPropagator())
  trace.setGlobalTracerProvider(provider)
  const prisma = new PrismaInstrumentation()
  prisma.setTracerProvider(provider)
  prisma.enable()
  const tracer = provider.getTracer('atelier')
  return {
    within(name, { kind, headers, attributes }, work) {
      const parent = headers ? propagation.extract(context.active(), headers) : context.active()
      const span = tracer.startSpan(
        name,
        { kind: kind === 'server' ? SpanKind.SERVER : SpanKind.INTERNAL, attributes: known(attributes) },
        parent,
      )
      return context.with(trace.setSpan(parent, span), () => work(ours(span)))
    },
    async stop() {
      await provider.shutdown()
    },
  }
}

/** Traces begin with work of ours: a query of its own, such as a look into the queue each second, would be one each. */
const ofWork = {
  shouldSample: (_context: unknown, _traceId: string, name: string) => ({
    decision: name.startsWith('prisma:') ? SamplingDecision.NOT_RECORD : SamplingDecision.RECORD_AND_SAMPLED,
  }),
}

const ours = (span: OtelSpan): Span => ({
  rename: (name) => span.updateName(name),
  set: (attributes) => span.setAttributes(known(attributes)),
  fail: () => span.setStatus({ code: SpanStatusCode.ERROR }),
  end: () => span.end(),
})

/** Attributes that have a value, lists as OpenTelemetry wants them. */
function known(attributes: SpanAttributes = {}): Record<string, string | number | string[]> {
  const kept: Record<string, string | number | string[]> = {}
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined) continue
    kept[name] = typeof value === 'object' ? [...value] : value
  }
  return kept
}
