// SPDX-License-Identifier: Apache-2.0
package ringway.agw.srtp;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * OpenSSL's, which makes no garbage and always takes the same time; the JDK's does neither. A
 * context per key, one thread at a time; its memory is given back when this is no longer reachable.
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
        FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_INT);

    // The memory of the heap is passed as it is, which these may as they are over in a microsecond.
    private static final Linker.Option SHORT = Linker.Option.critical(true);

    private static final MethodHandle NEW =
        function("EVP_CIPHER_CTX_new", FunctionDescriptor.of(ADDRESS));
    private static final MethodHandle FREE =
        function("EVP_CIPHER_CTX_free", FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle CIPHER =
        function("EVP_aes_128_gcm", FunctionDescriptor.of(ADDRESS));
    private static final MethodHandle KEY = function("EVP_CipherInit_ex", INIT_TYPE);
    private static final MethodHandle START = function("EVP_CipherInit_ex", INIT_TYPE, SHORT);
    private static final MethodHandle UPDATE =
        function(
            "EVP_CipherUpdate",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_INT),
            SHORT);
    private static final MethodHandle FINISH =
        function(
            "EVP_CipherFinal_ex",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS),
            SHORT);
    private static final MethodHandle CONTROL =
        function(
            "EVP_CIPHER_CTX_ctrl",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS),
            SHORT);

    @SuppressWarnings("restricted") // allowed by --enable-native-access
    private static MethodHandle function(
        String name, FunctionDescriptor type, Linker.Option... options) {
      return Linker.nativeLinker()
          .downcallHandle(library.orElseThrow().findOrThrow(name), type, options);
    }
  }

  private static final MemorySegment NONE = MemorySegment.NULL;
  private static final int GOOD = 1;

  private final MemorySegment context;
  private final byte[] tag = new byte[TAG];
  private final MemorySegment tagView = MemorySegment.ofArray(tag);
  private final MemorySegment written = MemorySegment.ofArray(new int[TAG / Integer.BYTES]);
  private View ivs = View.of(new byte[0], 0);
  private View aads = ivs;
  private View contents = ivs;

  /** An array from one place on, as the functions see it. */
  private record View(byte[] array, int from, MemorySegment segment) {
    static View of(byte[] array, int from) {
      return new View(array, from, MemorySegment.ofArray(array).asSlice(from));
    }

    /** The one before where nothing has changed: packets come in one buffer, and are alike. */
    View to(byte[] other, int otherFrom) {
      return array == other && from == otherFrom ? this : of(other, otherFrom);
    }
  }

  LibcryptoGcm(byte[] key) {
    context = open(key);
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
                  context, (MemorySegment) Functions.CIPHER.invokeExact(), NONE, copy, NONE, 1);
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
      byte[] iv, byte[] aad, int aadFrom, int aadLength, byte[] data, int from, int length) {
    try {
      int done = apply(1, iv, aad, aadFrom, aadLength, data, from, length);
      done &= (int) Functions.FINISH.invokeExact(context, tagView, written);
      done &= (int) Functions.CONTROL.invokeExact(context, Functions.GET_TAG, TAG, tagView);
      require(done == GOOD);
    } catch (Throwable e) {
      throw failure(e);
    }
    System.arraycopy(tag, 0, data, from + length, TAG);
  }

  @Override
  public boolean open(
      byte[] iv, byte[] aad, int aadFrom, int aadLength, byte[] data, int from, int length) {
    System.arraycopy(data, from + length, tag, 0, TAG);
    try {
      int done = apply(0, iv, aad, aadFrom, aadLength, data, from, length);
      done &= (int) Functions.CONTROL.invokeExact(context, Functions.SET_TAG, TAG, tagView);
      require(done == GOOD);
      return (int) Functions.FINISH.invokeExact(context, tagView, written) == GOOD;
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  private int apply(
      int encrypts,
      byte[] iv,
      byte[] aad,
      int aadFrom,
      int aadLength,
      byte[] data,
      int from,
      int length)
      throws Throwable {
    ivs = ivs.to(iv, 0);
    aads = aads.to(aad, aadFrom);
    contents = contents.to(data, from);
    MemorySegment content = contents.segment;
    int done = (int) Functions.START.invokeExact(context, NONE, NONE, NONE, ivs.segment, encrypts);
    done &= (int) Functions.UPDATE.invokeExact(context, NONE, written, aads.segment, aadLength);
    return length == 0
        ? done
        : done & (int) Functions.UPDATE.invokeExact(context, content, written, content, length);
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
