/** Needs libm, which is given by name. */
export const C_PROGRAM =
  '#include <math.h>\n#include <stdio.h>\nint main(int n, char **v) { return printf("%f\\n", sqrt(n)) < 0; }\n';

/** Streams, a thread and an exception: libstdc++, libgcc and the start files have to go together. */
export const CXX_PROGRAM =
  '#include <iostream>\n#include <stdexcept>\n#include <thread>\n' +
  'int main() { std::thread t([] { std::cout << 1; }); t.join();\n' +
  'try { throw std::runtime_error("x"); } catch (const std::exception &e) { std::cout << e.what(); } }\n';
