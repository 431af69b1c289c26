import type { NextConfig } from 'next'

const config: NextConfig = {
  transpilePackages: ['@atelier/ml-core'],
  reactStrictMode: true,
  poweredByHeader: false,
  devIndicators: false,
  // `npm test` checks all types: a start need not wait for it.
  typescript: { ignoreBuildErrors: true },
  experimental: { optimizePackageImports: ['@mantine/core', '@mantine/hooks', 'lucide-react', 'recharts'] },
  // The short address of the launch page; ?from=<run id> goes along.
  redirects: async () => [{ source: '/launch', destination: '/runs/new', permanent: false }],
  headers: async () => [
    {
      source: '/(.*)',
      headers: [
        { key: 'X-Content-Type-Options', value: 'nosniff' },
        { key: 'Referrer-Policy', value: 'same-origin' },
        { key: 'X-Frame-Options', value: 'DENY' },
        { key: 'Permissions-Policy', value: 'camera=(), microphone=(), geolocation=()' },
      ],
    },
  ],
}

export default config
