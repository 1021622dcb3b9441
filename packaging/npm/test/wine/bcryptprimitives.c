/* The one function of Windows' bcryptprimitives.dll that Rust's std calls, for a Wine older than 9, which lacks it.
 * Laid beside the program for the test; nothing of it is published. */
typedef int BOOL;
typedef unsigned char BOOLEAN;

__declspec(dllimport) BOOLEAN __stdcall SystemFunction036(void *buffer, unsigned long length);

__declspec(dllexport) BOOL __stdcall ProcessPrng(unsigned char *buffer, unsigned long long length) {
  return SystemFunction036(buffer, (unsigned long)length);
}
