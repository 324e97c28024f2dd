import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const server = process.env.TL_SERVER ?? 'http://127.0.0.1:18600';

export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2022',
    outDir: 'dist',
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    manifest: true,
    chunkSizeWarningLimit: 900,
  },
  server: { port: 18610, proxy: { '/api': server, '/__mock': server } },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
