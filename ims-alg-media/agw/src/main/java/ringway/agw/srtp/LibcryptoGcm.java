// SPDX-License-Identifier: Apache-2.0
package ringway.agw.srtp;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.nio.ByteOrder;
import java.util.Optional;
import ringway.agw.rtp.Packet;

/**
 * OpenSSL's, which makes no garbage and always takes the same time; the JDK's does neither. A
 * context per key; its memory is given back when this is no longer reachable. With hundreds of
 * calls each packet finds its context out of the processor's cache, so there is little of it: what
 * is not of the key is of the thread.
 */
final class LibcryptoGcm implements Gcm {
  private static final String NAME = "libcrypto.so.3";
  private static final Optional<SymbolLookup> library = find();

  /** Looked up when the first context is made, so only where there is a library. */
  private static final class Functions {
    /** evp.h: EVP_CTRL_AEAD_GET_TAG and EVP_CTRL_AEAD_SET_TAG. */
    private static final int GET_TAG = 0x10;

    private static final int SET_TAG = 0x11;

    private static final FunctionDescriptor INIT_TYPE =
        FunctionDescriptor.of(
            JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT);

    // They are over in a microsecond, so the collector can wait for them.
    private static final Linker.Option SHORT = Linker.Option.critical(false);

    private static final MethodHandle NEW =
        function("EVP_CIPHER_CTX_new", FunctionDescriptor.of(ADDRESS));
    private static final MethodHandle FREE =
        function("EVP_CIPHER_CTX_free", FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle CIPHER =
        function("EVP_aes_128_gcm", FunctionDescriptor.of(JAVA_LONG));
    private static final MethodHandle KEY = function("EVP_CipherInit_ex", INIT_TYPE);
    private static final MethodHandle START = function("EVP_CipherInit_ex", INIT_TYPE, SHORT);
    private static final MethodHandle UPDATE =
        function(
            "EVP_CipherUpdate",
            FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT),
            SHORT);
    private static final MethodHandle FINISH =
        function(
            "EVP_CipherFinal_ex",
            FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG),
            SHORT);
    private static final MethodHandle CONTROL =
        function(
            "EVP_CIPHER_CTX_ctrl",
            FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG),
            SHORT);

    @SuppressWarnings("restricted") // allowed by --enable-native-access
    private static MethodHandle function(
        String name, FunctionDescriptor type, Linker.Option... options) {
      return Linker.nativeLinker()
          .downcallHandle(library.orElseThrow().findOrThrow(name), type, options);
    }
  }

  private static final long NONE = 0;
  private static final int GOOD = 1;

  private static final ThreadLocal<Loan> loans = ThreadLocal.withInitial(Loan::new);

  private final MemorySegment memory; // held as long as this is
  private final long context; // its address

  /** Where the packet is that a thread is at, as the functions know nothing of arrays. */
  private static final class Loan {
    private static final ValueLayout.OfLong LONG = JAVA_LONG.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int LINE = 64; // of the cache

    private static final int WRITTEN_PLACE = 16;
    private static final int AAD_PLACE = LINE;
    private static final int CONTENT_PLACE = AAD_PLACE + Packet.CAPACITY;

    private final MemorySegment block =
        Arena.ofAuto().allocate(CONTENT_PLACE + Packet.CAPACITY + TAG, LINE);
    private final long iv = block.address();
    private final long written = iv + WRITTEN_PLACE;
    private final long aad = iv + AAD_PLACE;
    private final long content = iv + CONTENT_PLACE;

    void take(long ivHigh, int ivLow, byte[] array, int from, int length) {
      block.set(LONG, 0, ivHigh);
      block.set(INT, Long.BYTES, ivLow);
      MemorySegment.copy(array, from, block, JAVA_BYTE, AAD_PLACE, length);
    }

    void take(byte[] array, int from, int length) {
      MemorySegment.copy(array, from, block, JAVA_BYTE, CONTENT_PLACE, length);
    }

    void give(byte[] array, int from, int length) {
      MemorySegment.copy(block, JAVA_BYTE, CONTENT_PLACE, array, from, length);
    }
  }

  LibcryptoGcm(byte[] key) {
    memory = open(key);
    context = memory.address();
  }

  static boolean isPresent() {
    return library.isPresent();
  }

  @SuppressWarnings("restricted") // allowed by --enable-native-access
  private static Optional<SymbolLookup> find() {
    try {
      return Optional.of(SymbolLookup.libraryLookup(NAME, Arena.global()));
    } catch (IllegalArgumentException | IllegalCallerException _) {
      return Optional.empty();
    }
  }

  @SuppressWarnings("restricted")
  private static MemorySegment open(byte[] key) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment context =
          ((MemorySegment) Functions.NEW.invokeExact())
              .reinterpret(Arena.ofAuto(), LibcryptoGcm::free);
      MemorySegment copy = arena.allocateFrom(JAVA_BYTE, key);
      int done =
          (int)
              Functions.KEY.invokeExact(
                  context.address(),
                  (long) Functions.CIPHER.invokeExact(),
                  NONE,
                  copy.address(),
                  NONE,
                  1);
      copy.fill((byte) 0);
      require(done == GOOD);
      return context;
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  private static void free(MemorySegment context) {
    try {
      Functions.FREE.invokeExact(context);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  @Override
  public void seal(
      long ivHigh,
      int ivLow,
      byte[] aad,
      int aadFrom,
      int aadLength,
      byte[] data,
      int from,
      int length) {
    Loan loan = loans.get();
    loan.take(ivHigh, ivLow, aad, aadFrom, aadLength);
    loan.take(data, from, length);
    long tag = loan.content + length;
    try {
      int done = apply(1, loan, aadLength, length);
      done &= (int) Functions.FINISH.invokeExact(context, tag, loan.written);
      done &= (int) Functions.CONTROL.invokeExact(context, Functions.GET_TAG, TAG, tag);
      require(done == GOOD);
    } catch (Throwable e) {
      throw failure(e);
    } finally {
      Reference.reachabilityFence(memory);
    }
    loan.give(data, from, length + TAG);
  }

  @Override
  public boolean open(
      long ivHigh,
      int ivLow,
      byte[] aad,
      int aadFrom,
      int aadLength,
      byte[] data,
      int from,
      int length) {
    Loan loan = loans.get();
    loan.take(ivHigh, ivLow, aad, aadFrom, aadLength);
    loan.take(data, from, length + TAG);
    long tag = loan.content + length;
    boolean authentic;
    try {
      int done = apply(0, loan, aadLength, length);
      done &= (int) Functions.CONTROL.invokeExact(context, Functions.SET_TAG, TAG, tag);
      require(done == GOOD);
      authentic = (int) Functions.FINISH.invokeExact(context, tag, loan.written) == GOOD;
    } catch (Throwable e) {
      throw failure(e);
    } finally {
      Reference.reachabilityFence(memory);
    }
    if (authentic) {
      loan.give(data, from, length);
    }
    return authentic;
  }

  private int apply(int encrypts, Loan loan, int aadLength, int length) throws Throwable {
    int done = (int) Functions.START.invokeExact(context, NONE, NONE, NONE, loan.iv, encrypts);
    done &= (int) Functions.UPDATE.invokeExact(context, NONE, loan.written, loan.aad, aadLength);
    return length == 0
        ? done
        : done
            & (int)
                Functions.UPDATE.invokeExact(
                    context, loan.content, loan.written, loan.content, length);
  }

  private static void require(boolean good) {
    if (!good) {
      throw new IllegalStateException("libcrypto refused");
    }
  }

  private static IllegalStateException failure(Throwable cause) {
    return new IllegalStateException("AES-GCM failed", cause);
  }
}
