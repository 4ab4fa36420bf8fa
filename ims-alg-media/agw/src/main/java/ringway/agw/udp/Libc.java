// SPDX-License-Identifier: Apache-2.0
package ringway.agw.udp;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.net.SocketException;

/** The system calls of Linux for UDP, by the C library; places in memory are numbers to them. */
final class Libc {
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;
  static final int SOL_SOCKET = 1;
  static final int SO_SNDBUF = 7;
  static final int SO_RCVBUF = 8;
  static final int IPPROTO_IP = 0;
  static final int IP_TOS = 1;
  static final int IPPROTO_IPV6 = 41;
  static final int IPV6_V6ONLY = 26;
  static final int IPV6_TCLASS = 67;

  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int SHUT_RDWR = 2;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int EPOLL_CLOEXEC = 0x80000;
  private static final int EPOLL_CTL_ADD = 1;
  private static final int EFD_CLOEXEC = 0x80000;
  private static final int EFD_NONBLOCK = 0x800;
  private static final int EINTR = 4;
  private static final int EAGAIN = 11;
  private static final int EAFNOSUPPORT = 97;
  private static final long MAX_TEXT = 256;

  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));
  private static final Linker.Option ERRORS = Linker.Option.captureCallState("errno");

  private static final MethodHandle SOCKET =
      function("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT), ERRORS);
  private static final MethodHandle BIND =
      function("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT), ERRORS);
  private static final MethodHandle NAME =
      function(
          "getsockname", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG), ERRORS);
  private static final MethodHandle OPTION =
      function(
          "setsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT),
          ERRORS);
  private static final MethodHandle POLL_CREATE =
      function("epoll_create1", FunctionDescriptor.of(JAVA_INT, JAVA_INT), ERRORS);
  private static final MethodHandle POLL_CONTROL =
      function(
          "epoll_ctl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG),
          ERRORS);
  private static final MethodHandle POLL_WAIT =
      function(
          "epoll_wait",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT),
          ERRORS);
  private static final MethodHandle SIGNAL_CREATE =
      function("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT), ERRORS);
  private static final MethodHandle WRITE =
      function("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG), ERRORS);
  private static final MethodHandle CLOSE =
      function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT), ERRORS);
  private static final MethodHandle SHUTDOWN =
      function("shutdown", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle RECEIVE =
      function(
          "recvfrom",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG),
          ERRORS);
  private static final MethodHandle SEND =
      function(
          "sendto",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
  private static final MethodHandle TEXT =
      function("strerror", FunctionDescriptor.of(ADDRESS, JAVA_INT));

  private Libc() {}

  @SuppressWarnings("restricted") // allowed by --enable-native-access
  private static MethodHandle function(
      String name, FunctionDescriptor type, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type, options);
  }

  /** A call with memory for the number of its error. */
  private interface Call {
    int go(MemorySegment state) throws Throwable;
  }

  private static int checked(Call call) throws SocketException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int result = call.go(state);
      if (result < 0) {
        throw failure((int) ERRNO.get(state, 0L));
      }
      return result;
    } catch (SocketException | UnsupportedOperationException e) {
      throw e;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  @SuppressWarnings("restricted")
  private static SocketException failure(int errno) throws Throwable {
    String text = ((MemorySegment) TEXT.invokeExact(errno)).reinterpret(MAX_TEXT).getString(0);
    if (errno == EAFNOSUPPORT) {
      throw new UnsupportedOperationException(text);
    }
    return new SocketException(text);
  }

  private static IllegalStateException unexpected(Throwable cause) {
    return new IllegalStateException("system call failed", cause);
  }

  static MemorySegment newState() {
    return Arena.ofAuto().allocate(STATE);
  }

  /** A descriptor. */
  static int socket(int family) throws SocketException {
    return checked(state -> (int) SOCKET.invokeExact(state, family, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  }

  static void bind(int socket, long name, int length) throws SocketException {
    checked(state -> (int) BIND.invokeExact(state, socket, name, length));
  }

  /** Writes the local address. */
  static void name(int socket, long name, long length) throws SocketException {
    checked(state -> (int) NAME.invokeExact(state, socket, name, length));
  }

  static void option(int socket, int level, int option, int value) throws SocketException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment content = arena.allocateFrom(JAVA_INT, value);
      int length = (int) content.byteSize();
      checked(
          state ->
              (int) OPTION.invokeExact(state, socket, level, option, content.address(), length));
    }
  }

  static int newPoll() throws SocketException {
    return checked(state -> (int) POLL_CREATE.invokeExact(state, EPOLL_CLOEXEC));
  }

  /** A descriptor that {@link #signal} makes ready. */
  static int newSignal() throws SocketException {
    return checked(state -> (int) SIGNAL_CREATE.invokeExact(state, 0, EFD_CLOEXEC | EFD_NONBLOCK));
  }

  static void signal(int signal) throws SocketException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment one = arena.allocateFrom(JAVA_LONG, 1);
      checked(
          state -> (int) (long) WRITE.invokeExact(state, signal, one.address(), one.byteSize()));
    }
  }

  /**
   * @param event what is waited for, and what is told of it
   */
  static void addToPoll(int poll, int descriptor, MemorySegment event) throws SocketException {
    checked(
        state ->
            (int)
                POLL_CONTROL.invokeExact(state, poll, EPOLL_CTL_ADD, descriptor, event.address()));
  }

  /**
   * Waits until something is ready; how many are.
   *
   * @param state memory for the number of an error
   */
  static int poll(MemorySegment state, int poll, long events, int room, int millis)
      throws SocketException {
    try {
      int ready = (int) POLL_WAIT.invokeExact(state, poll, events, room, millis);
      if (ready >= 0) {
        return ready;
      }
      int errno = (int) ERRNO.get(state, 0L);
      if (errno == EINTR) {
        return 0;
      }
      throw failure(errno);
    } catch (SocketException | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static void close(int socket) throws SocketException {
    checked(state -> (int) CLOSE.invokeExact(state, socket));
  }

  /** Who waits in it is let go; Linux does so for UDP too, though it calls it an error. */
  static void shutdown(int socket) {
    try {
      int _ = (int) SHUTDOWN.invokeExact(socket, SHUT_RDWR);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /**
   * The length of a datagram; negative when it is not to be waited for and there is none.
   *
   * @param state memory for the number of an error
   */
  static int receive(
      MemorySegment state,
      int socket,
      boolean waits,
      long content,
      int room,
      long name,
      long nameLength)
      throws SocketException {
    int flags = waits ? 0 : MSG_DONTWAIT;
    try {
      while (true) {
        long got =
            (long)
                RECEIVE.invokeExact(state, socket, content, (long) room, flags, name, nameLength);
        if (got >= 0) {
          return (int) got;
        }
        int errno = (int) ERRNO.get(state, 0L);
        if (errno == EAGAIN) {
          return -1;
        }
        if (errno != EINTR) {
          throw failure(errno);
        }
      }
    } catch (SocketException | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Without waiting; false when the system refused it. */
  static boolean send(int socket, long content, int length, long name, int nameLength) {
    try {
      return (long) SEND.invokeExact(socket, content, (long) length, MSG_DONTWAIT, name, nameLength)
          >= 0;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }
}
